-- error: Made public before it was said
--
-- `made_public` is the day someone else made internal or private words known.
SELECT id, 'made_public' AS path, format('made public %s, said %s', made_public, date) AS message
FROM statement
WHERE made_public_latest < coalesce(nullif(date_earliest, '0001-01-01'), date_latest)
