-- error: A correction of a correction
--
-- Corrections are not corrected, so that what is withdrawn stays withdrawn on every branch. Add the right
-- record again instead.
SELECT one.id, 'corrects' AS path, one.corrects || ' is a correction' AS message
FROM correction AS one
JOIN correction AS other ON other.id = one.corrects
