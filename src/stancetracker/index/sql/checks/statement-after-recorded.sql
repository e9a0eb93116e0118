-- error: A statement recorded before it can have been made
--
-- Its `date`, or the day it was made public, is after the day it was recorded.
SELECT id, 'date' AS path, format('%s is after the day it was recorded, %s', date, recorded) AS message
FROM statement
WHERE coalesce(nullif(date_earliest, '0001-01-01'), date_latest) > recorded
UNION ALL
SELECT id, 'made_public', format('%s is after the day it was recorded, %s', made_public, recorded)
FROM statement
WHERE coalesce(nullif(made_public_earliest, '0001-01-01'), made_public_latest) > recorded
