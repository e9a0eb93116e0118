-- Every source of a record as a whole, and who published it first where it is a copy.
SELECT record, coalesce(url, citation) AS source, publisher, original_publisher
FROM source
WHERE part = ''
