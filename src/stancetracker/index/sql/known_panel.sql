-- Each issue and actor of its panel: of entries that are not removed, the first.
SELECT record AS issue, value AS actor, min(position) AS position
FROM main.issue_panel AS entry
WHERE removed IS NULL
  -- if issue: AND record = :issue
  -- if actors: AND value IN (SELECT value FROM json_each(:actors))
GROUP BY record, value
