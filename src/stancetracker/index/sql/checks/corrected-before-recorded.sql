-- error: A correction recorded before what it corrects
--
-- One of the two days is wrong: a record must be known before it can be corrected.
SELECT correction.id, 'recorded' AS path,
    format('%s was recorded later, on %s', corrects, json ->> 'recorded') AS message
FROM correction
JOIN record ON record.id = corrects
WHERE json ->> 'recorded' > coalesce(recorded, '')
