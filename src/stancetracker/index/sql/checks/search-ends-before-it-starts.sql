-- error: A search whose days end before they start
--
-- The last day that a search covers is not before the first.
SELECT id, 'to' AS path, format('%s is before %s', [to], [from]) AS message
FROM search
WHERE [to] < [from]
