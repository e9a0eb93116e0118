-- error: A silence recorded before its date
--
-- Nobody can vouch for days to come.
SELECT id, 'date' AS path, format('%s is after the day it was recorded, %s', date, recorded) AS message
FROM silence
WHERE coalesce(nullif(date_earliest, '0001-01-01'), date_latest) > recorded
