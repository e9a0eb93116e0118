-- error: A coding of a version that the statement doesn't have
--
-- Its `of_version` is the number of the version that was judged, which is 1 unless the statement was changed.
SELECT coding.id, 'of_version' AS path,
    format('%s has no version %d', statement.id, of_version) AS message
FROM coding
JOIN statement ON statement.id = coding.statement
WHERE of_version > statement.version AND coding.withdrawn IS NULL
