-- error: A correction recorded before what it corrects
--
-- One of the two days is wrong: a record must be known, in some version, before it can be
-- corrected.
SELECT correction.id, 'recorded' AS path,
    format('%s was recorded later, on %s', corrects, record.json ->> 'recorded') AS message
FROM correction
JOIN record ON record.id = corrects
WHERE
    record.json ->> 'recorded' > coalesce(recorded, '')
    AND NOT EXISTS (
        SELECT 1 FROM other_line AS earlier
        WHERE
            earlier.id = corrects
            AND coalesce(earlier.json ->> 'recorded', '') <= coalesce(correction.recorded, '')
    )
