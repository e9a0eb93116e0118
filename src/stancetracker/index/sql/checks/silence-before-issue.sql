-- error: A silence dated before its issue began
--
-- Before an issue's `since`, everyone is unchecked; a silence that vouches for such a day says nothing.
SELECT silence.id, 'date' AS path,
    format('the issue begins on %s; this silence is of %s', since, date_earliest) AS message
FROM silence
JOIN issue ON issue.id = silence.issue
WHERE date_earliest < since
