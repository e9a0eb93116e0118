-- Replies, oldest first, and whether it was withdrawn or given later than :as_of.
SELECT
    reply.*, reply."to" AS about, coalesce(person.name, organization.name) AS name,
    CASE
        WHEN reply.withdrawn IS NOT NULL THEN 'withdrawn'
        WHEN reply.date_latest > :as_of THEN 'later'
        ELSE 'counts'
    END AS state
FROM main.reply AS reply
LEFT JOIN main.person AS person ON person.id = reply.by
LEFT JOIN main.organization AS organization ON organization.id = reply.by
WHERE TRUE
  -- if sound: AND state = 'counts'
  -- if to: AND reply."to" IN (SELECT value FROM json_each(:to))
ORDER BY reply.date_earliest, reply.id
