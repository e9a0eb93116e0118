-- Each issue and actor of its panel of :as_of.
SELECT record AS issue, value AS actor, min(position) AS position
FROM main.issue_panel AS entry
WHERE (since IS NULL OR since <= :as_of)
  AND (until IS NULL OR until >= :as_of)
  -- if issue: AND record = :issue
  -- if actors: AND value IN (SELECT value FROM json_each(:actors))
GROUP BY record, value
