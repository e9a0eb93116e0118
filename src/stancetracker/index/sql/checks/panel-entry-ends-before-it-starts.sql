-- error: A member of a panel whose days end before they start
--
-- The `until` of an entry of a panel is not before its `since`.
SELECT record, format('panel/%d/until', position) AS path, format('%s is before %s', until, since) AS message
FROM issue_panel
WHERE until < since
