-- notice: A line that was to be redacted
--
-- A redaction replaces a line, which has to be deleted: until then, exports and search have its words.
SELECT
    id AS record,
    '' AS path,
    'a redaction stands for this line, which is still here' AS message,
    'delete the line' AS hint
FROM record
WHERE id IN (SELECT corrects FROM correction WHERE type = 'redaction')
