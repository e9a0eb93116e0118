-- error: An actor who is twice in a panel
--
-- Each counts once. An actor who was taken off a panel may be added again: the new entry is recorded on the
-- day on which the old one was removed, or later. So may one who left it and came back: the two entries have
-- no day in common. Two people who became one may both be named, each by the
-- id of that time.
WITH twice AS MATERIALIZED (
    -- By an index first: hardly ever is there any.
    SELECT record, value FROM issue_panel GROUP BY value, record HAVING count(*) > 1
),
entry AS (
    SELECT record, value, position, coalesce(recorded, '') AS first_day, coalesce(removed, '9999-12-31') AS last_day,
        coalesce(since, '') AS since, coalesce(until, '9999-12-31') AS until
    FROM twice CROSS JOIN issue_panel USING (record, value)
),
written_as(record, position, id) AS (
    SELECT written.id, position, coalesce(
        json_extract(json, '$.panel[' || position || '].actor'), json_extract(json, '$.panel[' || position || ']')
    )
    FROM entry CROSS JOIN written ON written.id = entry.record
)
SELECT record, format('panel/%d', position) AS path, value || ' is named twice' AS message
FROM entry
WHERE EXISTS (
    SELECT 1 FROM entry AS before
    WHERE before.record = entry.record AND before.value = entry.value AND before.position < entry.position
      AND before.first_day < entry.last_day AND entry.first_day < before.last_day
      AND before.since <= entry.until AND entry.since <= before.until
      AND NOT EXISTS (
          SELECT 1 FROM written_as AS one JOIN written_as AS other USING (record)
          WHERE record = entry.record AND one.position = before.position AND other.position = entry.position
            AND one.id <> other.id
      )
)
