-- Every source of a statement or silence, and who published it first where it is a copy.
SELECT source.record, coalesce(source.url, source.citation) AS source, source.publisher, source.original_publisher
FROM (SELECT id FROM statement UNION ALL SELECT id FROM silence) AS cited
JOIN source ON source.record = cited.id
WHERE source.part = ''
