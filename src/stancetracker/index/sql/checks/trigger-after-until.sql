-- error: A trigger after its issue is over
--
-- A trigger makes older silences stale, and after an issue's `until` nothing is due.
SELECT event.id, format('issues/%d', position) AS path, format('%s ended on %s', issue.id, until) AS message
FROM event
JOIN event_issues ON record = event.id
JOIN issue ON issue.id = value
WHERE "trigger" AND until < iif(date LIKE '..%', min(since, date_latest), date_earliest)
