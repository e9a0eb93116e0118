-- notice: A line that was to be amended
--
-- An amendment has what a field said before, and its line says the same: pages would show a change that
-- was not made. Change the field in the line. Of a field with several amendments nothing is reported, as it
-- may have come back to what it was.
WITH amended(id, corrects, field, old, now) AS (
    SELECT correction.id, corrects, field, old,
        CASE json_type(record.json, '$.' || field)
            WHEN 'true' THEN 'true'
            WHEN 'false' THEN 'false'
            ELSE coalesce(json_extract(record.json, '$.' || field), iif(field = 'trigger', 'false', NULL))
        END
    FROM correction
    JOIN record ON record.id = corrects
    WHERE type = 'amendment'
    GROUP BY corrects, field
    HAVING count(*) = 1
)
SELECT
    id AS record,
    'old' AS path,
    format('%s has this %s now: its line was not amended', corrects, field) AS message,
    'change it in that line' AS hint
FROM amended
WHERE old IS now
