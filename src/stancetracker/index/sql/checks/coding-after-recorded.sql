-- error: A coding recorded before its date
--
-- One of the two days is wrong.
SELECT id, 'date' AS path, format('%s is after the day it was recorded, %s', date, recorded) AS message
FROM coding
WHERE coalesce(nullif(date_earliest, '0001-01-01'), date_latest) > recorded
