-- Every source of a statement or silence, and who published it first where it is a copy.
SELECT source.record, coalesce(source.url, source.citation) AS source, source.publisher, source.original_publisher
FROM source
WHERE source.part = ''
  AND (source.record IN (SELECT id FROM statement) OR source.record IN (SELECT id FROM silence))
ORDER BY source.record, source.position
