-- error: A supersession recorded before its replacement
--
-- One of the two days is wrong: a record must be known before it can take the place of another.
SELECT correction.id, 'recorded' AS path,
    format('%s was recorded later, on %s', replacement, json ->> 'recorded') AS message
FROM correction
JOIN record ON record.id = replacement
WHERE json ->> 'recorded' > coalesce(recorded, '') AND replacement <> corrects
