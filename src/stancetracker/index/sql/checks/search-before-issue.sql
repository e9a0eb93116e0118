-- error: A search dated before its issue began
--
-- Before an issue's `since`, everyone is unchecked; there was nothing to search for.
SELECT search.id, 'date' AS path,
    format('the issue begins on %s; this search is of %s', since, date_latest) AS message
FROM search
JOIN issue ON issue.id = search.issue
WHERE date_latest < since AND search.withdrawn IS NULL
