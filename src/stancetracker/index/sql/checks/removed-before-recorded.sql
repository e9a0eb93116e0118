-- error: A member who was taken off a panel before they were added
--
-- A member counts from the day `recorded` until the day before `removed`, so with one day for both they
-- never count.
SELECT record, format('panel/%d/removed', position) AS path,
    format('%s was added to the panel later, on %s', value, recorded) AS message
FROM issue_panel
WHERE removed < recorded
