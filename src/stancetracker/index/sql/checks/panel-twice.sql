-- error: An actor who is twice in a panel
--
-- Each counts once. Who was taken off a panel may be added to it again: the new entry is then recorded on the day on
-- which the old one was removed, or later.
WITH twice AS MATERIALIZED (
    -- By an index first: hardly ever is there any.
    SELECT record, value FROM issue_panel GROUP BY value, record HAVING count(*) > 1
),
entry AS (
    SELECT record, value, position, coalesce(recorded, '') AS first_day, coalesce(removed, '9999-12-31') AS last_day
    FROM twice CROSS JOIN issue_panel USING (record, value)
)
SELECT record, format('panel/%d', position) AS path, value || ' is named twice' AS message
FROM entry
WHERE EXISTS (
    SELECT 1 FROM entry AS before
    WHERE before.record = entry.record AND before.value = entry.value AND before.position < entry.position
      AND before.first_day < entry.last_day AND entry.first_day < before.last_day
)
