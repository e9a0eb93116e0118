-- error: A replacement of another kind
--
-- A statement is superseded by another statement, a silence by another silence.
SELECT correction.id, 'replacement' AS path,
    format('%s can''t be replaced by %s, which is of another kind', old.id, new.id) AS message
FROM correction
JOIN record AS old ON old.id = corrects
JOIN record AS new ON new.id = replacement
WHERE old.kind <> new.kind
