-- notice: A reply by somebody the record is not about
--
-- Anyone a record is about can answer it: its speaker, the actors of a silence, a party of a tie, the actor
-- itself. A reply by anyone else is shown as theirs; see that its source says so.
WITH about(record, actor) AS (
    SELECT "to", speaker FROM reply JOIN statement ON statement.id = "to"
    UNION SELECT "to", value FROM reply JOIN silence_actors ON record = "to"
    UNION SELECT "to", actor FROM reply JOIN tie ON tie.id = "to"
    UNION SELECT "to", counterparty FROM reply JOIN tie ON tie.id = "to" WHERE counterparty IS NOT NULL
    UNION SELECT "to", actor.id FROM reply JOIN actor ON actor.id = "to"
)
SELECT reply.id, 'by' AS path,
    "to" || ' is about ' || (
        SELECT group_concat(actor, ', ') FROM (SELECT actor FROM about WHERE record = "to" ORDER BY actor)
    ) AS message
FROM reply
WHERE "to" IN (SELECT record FROM about)
  AND NOT EXISTS (SELECT 1 FROM about WHERE record = "to" AND actor = "by")
