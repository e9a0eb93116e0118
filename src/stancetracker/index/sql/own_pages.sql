-- The pages on which actors' own words stand: of public statements known by :known_by that count as of :as_of.
SELECT DISTINCT statement.speaker AS id, source.url AS place
FROM main.statement AS statement
JOIN main.source AS source ON source.record = statement.id AND source.part = ''
WHERE source.tier = 'primary' AND source.url <> ''
  AND statement.audience = 'public' AND statement.date_latest <= :as_of AND statement.verification <> 'disputed'
  AND (:known_by IS NULL OR statement.recorded <= :known_by)
  AND NOT EXISTS (
    SELECT 1 FROM main.correction
    WHERE corrects = statement.id AND (:known_by IS NULL OR recorded <= :known_by)
  )
  -- if actors: AND statement.speaker IN (SELECT value FROM json_each(:actors))
ORDER BY id, place
