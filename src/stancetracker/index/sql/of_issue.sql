-- The issue :issue, every record on it, and the replies to those.
WITH record(id) AS MATERIALIZED (
    SELECT :issue
    UNION ALL SELECT id FROM main.statement WHERE issue = :issue
    UNION ALL SELECT id FROM main.silence WHERE issue = :issue
    UNION ALL SELECT record FROM main.event_issues WHERE value = :issue
    UNION ALL SELECT id FROM main.petition WHERE issue = :issue
)
SELECT id FROM record
UNION ALL
SELECT reply.id FROM record CROSS JOIN main.reply AS reply ON reply."to" = record.id
