-- error: A statement at an event of another issue
--
-- The `event` of a statement must list the statement's issue among its own.
SELECT statement.id, 'event' AS path,
    event || ' is about ' || (
        SELECT group_concat(value, ', ') FROM (SELECT value FROM event_issues WHERE record = event ORDER BY position)
    ) AS message
FROM statement
JOIN event ON event.id = statement.event
WHERE NOT EXISTS (SELECT 1 FROM event_issues WHERE record = event.id AND value = issue)
