-- Who has a record on each issue that is known by :known_by, not withdrawn, and had begun by :as_of: a row for each
-- issue and actor.
SELECT found.issue, found.actor,
    CASE WHEN EXISTS (SELECT 1 FROM main.person WHERE person.id = found.actor) THEN 'person' ELSE 'organization' END AS actor_kind,
    EXISTS (
        SELECT 1 FROM main.issue_panel AS member
        WHERE member.record = found.issue AND member.value = found.actor
          AND (:known_by IS NULL OR member.recorded IS NULL OR member.recorded <= :known_by)
    ) AS panel
FROM (:recorded_pair) AS found
