-- For whom no public statement was found on the issue :issue as of :as_of, and the first day of the look, where it
-- is the last: one range of the summary.
SELECT summary.actor, summary.looked_on
FROM main.issue AS issue
CROSS JOIN main.summary AS summary ON summary.issue = issue.id
WHERE issue.id = :issue AND issue.since <= :as_of
  AND looked_first <= :as_of AND coalesce(:as_of < said_first, 1)
