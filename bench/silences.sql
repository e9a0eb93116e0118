-- For how many no public statement was found on each issue as of :as_of: one scan of the summary.
SELECT silent.issue, silent.actors
FROM (
    SELECT issue, count(*) AS actors FROM main.summary
    WHERE looked_first <= :as_of AND coalesce(:as_of < said_first, 1)
    GROUP BY issue
) AS silent
CROSS JOIN main.issue AS issue ON issue.id = silent.issue AND issue.since <= :as_of
