-- error: A correction of a correction
--
-- A retraction undoes a merge, a supersession or a retraction, and then both are as if neither was there. No other
-- correction is corrected: add the right one.
SELECT one.id, 'corrects' AS path, format('%s is a correction, of the type %s', one.corrects, other.type) AS message
FROM correction AS one
JOIN correction AS other ON other.id = one.corrects
WHERE one.type <> 'retraction' OR other.type NOT IN ('merge', 'supersession', 'retraction')
