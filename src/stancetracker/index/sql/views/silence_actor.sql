-- Who was checked, a row for each silence and actor.
SELECT
    found.id AS silence, -- the silence's id
    found.issue, -- the id of the issue
    sought.value AS actor, -- the id of the person or organization checked
    actor.name, -- the actor's name
    found.date_earliest, -- the last day the silence covers for certain
    found.response, -- what came back: none-found, no-reply, declined or avoided
    found.state -- counts, withdrawn, or later than the day asked about
FROM silence_all AS found
JOIN main.silence_actors AS sought ON sought.record = found.id
JOIN main.actor AS actor ON actor.id = sought.value
