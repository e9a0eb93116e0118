-- error: An actor who is twice in a panel
--
-- Each counts once.
WITH twice AS MATERIALIZED (
    -- By an index first: hardly ever is there any.
    SELECT record, value FROM issue_panel GROUP BY value, record HAVING count(*) > 1
)
SELECT record, format('panel/%d', position) AS path, value || ' is named twice' AS message
FROM twice
CROSS JOIN issue_panel USING (record, value)
WHERE position > (
    SELECT min(position) FROM issue_panel AS first WHERE first.record = twice.record AND first.value = twice.value
)
