-- error: A supersession recorded before its replacement
--
-- One of the two days is wrong: a record must be known, in some version, before it can take the
-- place of another.
SELECT correction.id, 'recorded' AS path,
    format('%s was recorded later, on %s', replacement, record.json ->> 'recorded') AS message
FROM correction
JOIN record ON record.id = replacement
WHERE
    record.json ->> 'recorded' > coalesce(recorded, '')
    AND replacement <> corrects
    AND NOT EXISTS (
        SELECT 1 FROM other_line AS earlier
        WHERE
            earlier.id = replacement
            AND coalesce(earlier.json ->> 'recorded', '') <= coalesce(correction.recorded, '')
    )
