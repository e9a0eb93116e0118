-- Who has a record on each issue that is known by :known_by, not withdrawn, and had begun by :as_of: a row for each
-- issue and actor.
WITH known_panel AS (:known_panel)
SELECT found.issue, found.actor,
    CASE WHEN EXISTS (SELECT 1 FROM main.person WHERE person.id = found.actor) THEN 'person' ELSE 'organization' END AS actor_kind,
    EXISTS (
        SELECT 1 FROM known_panel AS member WHERE member.issue = found.issue AND member.actor = found.actor
    ) AS panel
FROM (:recorded_pair) AS found
