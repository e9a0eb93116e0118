-- Demands of petitions published by :as_of that no correction known by :known_by withdraws, in their order.
SELECT petition.id || '/' || demand.id AS id, petition.id AS petition, petition.issue, demand.text
FROM petition
JOIN petition_demands AS demand ON demand.record = petition.id
WHERE petition.published_latest <= :as_of
  AND petition.id NOT IN (SELECT corrects FROM correction WHERE :known_by IS NULL OR recorded <= :known_by)
ORDER BY petition.published_earliest, petition.id, demand.position
