-- error: A reply given before what it answers
--
-- The `date` of a reply is not before that of the statement or silence it answers.
SELECT id, 'date' AS path, format('%s is before %s of %s', date, answered, start) AS message
FROM (
    SELECT reply.id, reply.date, reply.date_latest, statement.id AS answered,
        coalesce(nullif(statement.date_earliest, '0001-01-01'), statement.date_latest) AS start
    FROM reply JOIN statement ON statement.id = "to"
    UNION ALL
    SELECT reply.id, reply.date, reply.date_latest, silence.id,
        coalesce(nullif(silence.date_earliest, '0001-01-01'), silence.date_latest)
    FROM reply JOIN silence ON silence.id = "to"
)
WHERE date_latest < start
