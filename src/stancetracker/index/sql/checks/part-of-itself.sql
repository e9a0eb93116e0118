-- error: A tie that is a part of itself
--
-- `part_of` names the tie that already contains this one, as an award contains its modifications. Here it leads
-- back to where it started.
WITH RECURSIVE whole(part, id) AS (
    SELECT id, part_of FROM tie WHERE part_of IS NOT NULL
    UNION SELECT part, part_of FROM whole JOIN tie ON tie.id = whole.id WHERE part_of IS NOT NULL
)
SELECT tie.id, 'part_of' AS path, format('%s is itself a part of this tie', part_of) AS message
FROM whole
JOIN tie ON tie.id = part
WHERE whole.id = part
