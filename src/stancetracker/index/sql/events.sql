-- Events, a row for each issue, and whether it was withdrawn or is later than :as_of.
SELECT
    event.*, concerns.value AS issue,
    CASE
        WHEN event.withdrawn IS NOT NULL THEN 'withdrawn'
        WHEN event.date_latest > :as_of THEN 'later'
        ELSE 'counts'
    END AS state
FROM main.event AS event
JOIN main.event_issues AS concerns ON concerns.record = event.id
WHERE true
  -- if sound: AND state <> 'withdrawn'
  -- if issue: AND concerns.value = :issue
  -- if to: AND event.id IN (SELECT value FROM json_each(:to))
ORDER BY event.date_earliest, event.date_latest, event.id, concerns.position
