-- error: A correction of a correction
--
-- A retraction undoes a merge, a supersession or a retraction, and then both are as if neither was there. No other
-- correction is corrected, and none comes back to itself: add the right one.
WITH RECURSIVE chain(start, id) AS (
    SELECT id, corrects FROM correction
    UNION
    SELECT chain.start, correction.corrects FROM chain JOIN correction ON correction.id = chain.id
)
SELECT one.id, 'corrects' AS path, format('%s is a correction, of the type %s', one.corrects, other.type) AS message
FROM correction AS one
JOIN correction AS other ON other.id = one.corrects
WHERE one.type <> 'retraction'
   OR other.type NOT IN ('merge', 'supersession', 'retraction')
   OR EXISTS (SELECT 1 FROM chain WHERE chain.start = one.id AND chain.id = one.id)
