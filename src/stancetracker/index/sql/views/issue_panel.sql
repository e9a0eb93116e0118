-- Panels, a row for each issue and actor.
SELECT
    issue_panel.record, -- the id of the issue
    issue_panel.position, -- the place in its list, from 0
    issue_panel.value, -- the id of the person or organization
    -- other fields: issue_panel
    actor.name -- the actor's name
FROM (:known_panel) AS member
JOIN main.issue_panel AS issue_panel ON issue_panel.record = member.issue AND issue_panel.position = member.position
LEFT JOIN main.actor AS actor ON actor.id = issue_panel.value
