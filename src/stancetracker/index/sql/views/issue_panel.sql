-- Panels, a row for each issue and actor, as known on the day asked about.
SELECT
    entry.record, -- the id of the issue
    entry.position, -- the place in its list, from 0
    entry.value, -- the id of the person or organization
    actor.name, -- the actor's name
    entry.recorded -- the day the entry came into the dataset, where that is said
FROM main.issue_panel AS entry
LEFT JOIN main.actor AS actor ON actor.id = entry.value
WHERE :known_by IS NULL OR entry.recorded IS NULL OR entry.recorded <= :known_by
