-- Who was checked, a row for each silence and actor.
SELECT
    silence.id AS silence, -- the silence's id
    silence.issue, -- the id of the issue
    sought.value AS actor, -- the id of the person or organization checked
    actor.name, -- the actor's name
    silence.date_earliest, -- the last day the silence covers for certain
    silence.response, -- what came back: none-found, no-reply, declined or avoided
    silence.state -- counts, withdrawn, or later than the day asked about
FROM silence_all AS silence
JOIN main.silence_actors AS sought ON sought.record = silence.id
JOIN main.actor AS actor ON actor.id = sought.value
