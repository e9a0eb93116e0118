-- error: An issue that ends before it starts
--
-- `until` is the last day on which anything is due, and not before `since`.
SELECT id, 'until' AS path, format('%s is before %s', until, since) AS message
FROM issue
WHERE until < since
