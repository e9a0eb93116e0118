-- error: An actor who is twice in a panel
--
-- Each counts once. Who left a panel and came back has two entries, which have no day in common. Two people who were
-- merged may both be named, each by their own id.
WITH twice AS MATERIALIZED (
    -- By an index first: hardly ever is there any.
    SELECT record, value FROM issue_panel GROUP BY value, record HAVING count(*) > 1
),
entry AS (
    SELECT record, value, position, coalesce(since, '') AS since, coalesce(until, '9999-12-31') AS until
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
      AND before.since <= entry.until AND entry.since <= before.until
      AND NOT EXISTS (
          SELECT 1 FROM written_as AS one JOIN written_as AS other USING (record)
          WHERE record = entry.record AND one.position = before.position AND other.position = entry.position
            AND one.id <> other.id
      )
)
