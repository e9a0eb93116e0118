-- Replies known by :known_by, oldest first, and whether a correction withdraws it or it was given later than :as_of.
SELECT
    reply.*, reply."to" AS about, coalesce(person.name, organization.name) AS name,
    CASE
        WHEN EXISTS (
            SELECT 1 FROM main.correction
            WHERE corrects = reply.id AND (:known_by IS NULL OR recorded <= :known_by)
        ) THEN 'withdrawn'
        WHEN reply.date_latest > :as_of THEN 'later'
        ELSE 'counts'
    END AS state
FROM main.reply AS reply
LEFT JOIN main.person AS person ON person.id = reply.by
LEFT JOIN main.organization AS organization ON organization.id = reply.by
WHERE (:known_by IS NULL OR reply.recorded <= :known_by)
  -- if sound: AND state = 'counts'
  -- if to: AND reply."to" IN (SELECT value FROM json_each(:to))
ORDER BY reply.date_earliest, reply.id
