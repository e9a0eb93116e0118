-- Replies known by :known_by, not withdrawn, and given by :as_of, oldest first.
SELECT
    reply.id, reply."to" AS about, reply.by, actor.name, reply.date, reply.text, reply.language, reply.recorded
FROM main.reply AS reply
JOIN main.actor AS actor ON actor.id = reply.by
WHERE (:known_by IS NULL OR reply.recorded <= :known_by) AND reply.date_latest <= :as_of
  AND reply.id NOT IN (SELECT corrects FROM main.correction WHERE :known_by IS NULL OR recorded <= :known_by)
ORDER BY reply.date_earliest, reply.id
