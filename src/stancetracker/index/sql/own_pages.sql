-- The pages on which actors' own words stand: of public statements that count as of :as_of.
SELECT DISTINCT statement.speaker AS id, source.url AS place
FROM main.statement AS statement
JOIN main.source AS source ON source.record = statement.id AND source.part = ''
WHERE source.tier = 'primary' AND source.url <> ''
  AND statement.audience = 'public' AND statement.date_latest <= :as_of AND statement.verification <> 'disputed'
  AND statement.withdrawn IS NULL
  -- if actors: AND statement.speaker IN (SELECT value FROM json_each(:actors))
ORDER BY id, place
