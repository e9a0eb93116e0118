-- Panels, a row for each issue and actor.
SELECT
    issue_panel.record, -- the id of the issue
    issue_panel.position, -- the place in its list, from 0
    issue_panel.value, -- the id of the person or organization
    actor.name, -- the actor's name
    -- other fields: issue_panel, but removed
    issue_panel.recorded -- the day the entry came into the dataset, where that is said
FROM (:known_panel) AS member
JOIN main.issue_panel AS issue_panel ON issue_panel.record = member.issue AND issue_panel.position = member.position
LEFT JOIN main.actor AS actor ON actor.id = issue_panel.value
