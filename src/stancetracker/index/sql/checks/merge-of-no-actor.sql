-- error: A merge of what is no actor
--
-- Two people, or two organizations, may turn out to be one; two statements or two silences are superseded.
SELECT correction.id, 'corrects' AS path, format('%s is of kind %s', corrects, kind) AS message,
    'supersede it' AS hint
FROM correction
JOIN record ON record.id = corrects
WHERE type = 'merge' AND kind NOT IN ('person', 'organization')
