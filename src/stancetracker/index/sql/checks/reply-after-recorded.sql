-- error: A reply recorded before it can have been given
--
-- Its `date` is after the day it was recorded.
SELECT id, 'date' AS path, format('%s is after the day it was recorded, %s', date, recorded) AS message
FROM reply
WHERE coalesce(nullif(date_earliest, '0001-01-01'), date_latest) > recorded
