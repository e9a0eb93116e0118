-- error: A correction of a correction
--
-- Corrections are not corrected, so that what is withdrawn stays so on every branch. Add the right record
-- anew instead.
SELECT one.id, 'corrects' AS path, one.corrects || ' is a correction' AS message
FROM correction AS one
JOIN correction AS other ON other.id = one.corrects
