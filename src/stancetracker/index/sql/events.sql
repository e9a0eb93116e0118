-- Events that no correction known by :known_by withdraws, a row for each issue.
SELECT
    event.id, concerns.value AS issue, event.title,
    event.date, event.date_earliest, event.date_latest, event.trigger
FROM main.event AS event
JOIN main.event_issues AS concerns ON concerns.record = event.id
WHERE event.id NOT IN (SELECT corrects FROM main.correction WHERE :known_by IS NULL OR recorded <= :known_by)
  -- if issue: AND concerns.value = :issue
  -- if to: AND event.id IN (SELECT value FROM json_each(:to))
ORDER BY event.date_earliest, event.date_latest, event.id, concerns.position
