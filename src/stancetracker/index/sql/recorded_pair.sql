-- Each issue and actor with a record that is known by :known_by, not withdrawn, and had begun by :as_of.
SELECT issue, speaker AS actor FROM main.statement AS statement
WHERE (:known_by IS NULL OR recorded <= :known_by)
  AND NOT EXISTS (
      SELECT 1 FROM main.correction
      WHERE corrects = statement.id AND (:known_by IS NULL OR correction.recorded <= :known_by)
  )
  AND date_earliest <= :as_of AND coalesce(made_public_earliest, date_earliest) <= :as_of
  -- if issue: AND issue = :issue
  -- if actors: AND speaker IN (SELECT value FROM json_each(:actors))
UNION
SELECT issue, named.value FROM main.silence AS silence
JOIN main.silence_actors AS named ON named.record = silence.id
WHERE (:known_by IS NULL OR recorded <= :known_by)
  AND NOT EXISTS (
      SELECT 1 FROM main.correction
      WHERE corrects = silence.id AND (:known_by IS NULL OR correction.recorded <= :known_by)
  )
  AND date_earliest <= :as_of
  -- if issue: AND silence.issue = :issue
  -- if actors: AND named.value IN (SELECT value FROM json_each(:actors))
