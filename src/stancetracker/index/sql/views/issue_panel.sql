-- Panels, a row for each issue and actor, as known on the day asked about.
SELECT
    issue_panel.record, -- the id of the issue
    issue_panel.position, -- the place in its list, from 0
    issue_panel.value, -- the id of the person or organization
    actor.name, -- the actor's name
    -- other fields: issue_panel
    issue_panel.recorded -- the day the entry came into the dataset, where that is said
FROM main.issue_panel AS issue_panel
LEFT JOIN main.actor AS actor ON actor.id = issue_panel.value
WHERE :known_by IS NULL OR issue_panel.recorded IS NULL OR issue_panel.recorded <= :known_by
