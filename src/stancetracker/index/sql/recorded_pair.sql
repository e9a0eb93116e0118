-- Each issue and actor with a record that is not withdrawn and had begun by :as_of.
SELECT issue, speaker AS actor FROM main.statement AS statement
WHERE withdrawn IS NULL
  AND date_earliest <= :as_of AND coalesce(made_public_earliest, date_earliest) <= :as_of
  -- if issue: AND issue = :issue
  -- if actors: AND speaker IN (SELECT value FROM json_each(:actors))
UNION
SELECT issue, named.value FROM main.silence AS silence
JOIN main.silence_actors AS named ON named.record = silence.id
WHERE withdrawn IS NULL
  AND date_earliest <= :as_of
  -- if issue: AND silence.issue = :issue
  -- if actors: AND named.value IN (SELECT value FROM json_each(:actors))
UNION
SELECT issue, named.value FROM main.search AS search
JOIN main.search_actors AS named ON named.record = search.id
WHERE withdrawn IS NULL
  AND date_earliest <= :as_of
  -- if issue: AND search.issue = :issue
  -- if actors: AND named.value IN (SELECT value FROM json_each(:actors))
