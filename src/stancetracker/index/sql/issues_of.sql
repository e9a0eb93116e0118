-- The issues on which the actor :actor has a statement or look.
SELECT issue FROM main.statement WHERE speaker = :actor
UNION
SELECT silence.issue
FROM main.silence_actors AS looked_for
CROSS JOIN main.silence AS silence ON silence.id = looked_for.record
WHERE looked_for.value = :actor
