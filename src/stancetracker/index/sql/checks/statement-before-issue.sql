-- error: A statement dated before its issue began
--
-- Words from before an issue's `since` are about something else, or `since` is too late.
SELECT statement.id, 'date' AS path,
    format('the issue begins on %s; this was said by %s', since, date_latest) AS message
FROM statement
JOIN issue ON issue.id = statement.issue
WHERE date_latest < since
