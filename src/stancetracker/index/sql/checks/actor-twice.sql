-- error: An actor who is twice in a silence
--
-- Each is named once.
WITH twice AS MATERIALIZED (
    -- By an index first: hardly ever is there any.
    SELECT record, value FROM silence_actors GROUP BY value, record HAVING count(*) > 1
)
SELECT record, format('actors/%d', position) AS path, value || ' is named twice' AS message
FROM twice
CROSS JOIN silence_actors USING (record, value)
WHERE position > (
    SELECT min(position) FROM silence_actors AS first WHERE first.record = twice.record AND first.value = twice.value
)
