-- Every statement and silence, a row for each actor it is about.
SELECT statement.id, statement.issue, statement.speaker AS actor
FROM main.statement AS statement
WHERE TRUE
  -- if issue: AND statement.issue = :issue
  -- if actor: AND statement.speaker = :actor
  -- if actors: AND statement.speaker IN (SELECT value FROM json_each(:actors))
  -- if to: AND statement.id IN (SELECT value FROM json_each(:to))
UNION ALL
SELECT silence.id, silence.issue, sought.value
FROM main.silence AS silence
JOIN main.silence_actors AS sought ON sought.record = silence.id
WHERE TRUE
  -- if issue: AND silence.issue = :issue
  -- if actor: AND sought.value = :actor
  -- if actors: AND sought.value IN (SELECT value FROM json_each(:actors))
  -- if to: AND silence.id IN (SELECT value FROM json_each(:to))
