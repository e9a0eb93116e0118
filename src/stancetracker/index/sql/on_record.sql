-- Who has a record on each issue that is not withdrawn and had begun by :as_of: a row for each issue and actor.
WITH known_panel AS (:known_panel)
SELECT recorded_pair.issue, recorded_pair.actor,
    CASE WHEN EXISTS (SELECT 1 FROM main.person WHERE person.id = recorded_pair.actor) THEN 'person' ELSE 'organization' END AS actor_kind,
    EXISTS (
        SELECT 1 FROM known_panel AS member WHERE member.issue = recorded_pair.issue AND member.actor = recorded_pair.actor
    ) AS panel
FROM (:recorded_pair) AS recorded_pair
