-- error: A record that is to replace itself
--
-- A supersession withdraws one record and names another that takes its place.
SELECT id, 'replacement' AS path, corrects || ' can''t be replaced by itself' AS message
FROM correction
WHERE replacement = corrects
