-- Who has a record on each issue that is known by :known_by, not withdrawn, and had begun by :as_of: a row for each
-- issue and actor.
WITH found(issue, actor) AS (
    SELECT issue, speaker FROM main.statement AS statement
    WHERE (:known_by IS NULL OR recorded <= :known_by)
      AND date_earliest <= :as_of AND coalesce(made_public_earliest, date_earliest) <= :as_of
      AND NOT EXISTS (
          SELECT 1 FROM main.correction
          WHERE corrects = statement.id AND (:known_by IS NULL OR correction.recorded <= :known_by)
      )
      -- if issue: AND issue = :issue
    UNION
    SELECT issue, looked_for.value FROM main.silence AS silence
    JOIN main.silence_actors AS looked_for ON looked_for.record = silence.id
    WHERE (:known_by IS NULL OR recorded <= :known_by)
      AND date_earliest <= :as_of
      AND NOT EXISTS (
          SELECT 1 FROM main.correction
          WHERE corrects = silence.id AND (:known_by IS NULL OR correction.recorded <= :known_by)
      )
      -- if issue: AND issue = :issue
)
SELECT found.issue, found.actor,
    CASE WHEN EXISTS (SELECT 1 FROM main.person WHERE person.id = found.actor) THEN 'person' ELSE 'organization' END AS actor_kind,
    EXISTS (
        SELECT 1 FROM main.issue_panel AS member
        WHERE member.record = found.issue AND member.value = found.actor
          AND (:known_by IS NULL OR member.recorded IS NULL OR member.recorded <= :known_by)
    ) AS panel
FROM found
