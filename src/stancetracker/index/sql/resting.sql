-- A row where a statement or a silence rests on the issue, actor or event :record; on an event, also by its issues.
WITH issue(id) AS (
    SELECT :record
    UNION ALL SELECT value FROM main.event_issues WHERE record = :record
)
SELECT 1 WHERE EXISTS (SELECT 1 FROM main.statement WHERE issue IN (SELECT id FROM issue))
    OR EXISTS (SELECT 1 FROM main.silence WHERE issue IN (SELECT id FROM issue))
    OR EXISTS (SELECT 1 FROM main.statement WHERE speaker = :record OR event = :record)
    OR EXISTS (SELECT 1 FROM main.silence_actors WHERE value = :record)
