-- The actor :actor, every record of theirs, and the replies to those.
WITH record(id) AS MATERIALIZED (
    SELECT :actor
    UNION ALL SELECT id FROM main.statement WHERE speaker = :actor
    UNION ALL SELECT record FROM main.silence_actors WHERE value = :actor
    UNION ALL SELECT id FROM main.tie WHERE actor = :actor
    UNION ALL SELECT id FROM main.tie WHERE counterparty = :actor
    UNION ALL SELECT id FROM main.reply WHERE by = :actor
)
SELECT id FROM record
UNION ALL
SELECT reply.id FROM record CROSS JOIN main.reply AS reply ON reply."to" = record.id
