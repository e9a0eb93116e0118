SELECT DISTINCT coalesce(source.url, source.citation) AS source, source.publisher
FROM source
WHERE source.part = '' AND source.position = 0
  AND (source.record IN (SELECT id FROM statement) OR source.record IN (SELECT id FROM silence))
