-- Each issue and actor of its panel as known by :known_by: of entries recorded by then and not removed, the first.
SELECT record AS issue, value AS actor, min(position) AS position
FROM main.issue_panel AS entry
WHERE (:known_by IS NULL OR recorded IS NULL OR recorded <= :known_by)
  AND (removed IS NULL OR :known_by < removed)
  -- if issue: AND record = :issue
  -- if actors: AND value IN (SELECT value FROM json_each(:actors))
GROUP BY record, value
