-- error: A member who was taken off a panel before they were added
--
-- They counted from `recorded` on, and not from `removed` on. Of one day, both say that they never did.
SELECT record, format('panel/%d/removed', position) AS path,
    format('%s was added to the panel later, on %s', value, recorded) AS message
FROM issue_panel
WHERE removed < recorded
