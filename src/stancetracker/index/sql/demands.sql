-- Demands of petitions that were published by :as_of and not withdrawn, in their order.
SELECT petition.id || '/' || demand.id AS id, petition.id AS petition, petition.issue, demand.text
FROM petition
JOIN petition_demands AS demand ON demand.record = petition.id
WHERE petition.published_latest <= :as_of
  AND petition.withdrawn IS NULL
ORDER BY petition.published_earliest, petition.id, demand.position
