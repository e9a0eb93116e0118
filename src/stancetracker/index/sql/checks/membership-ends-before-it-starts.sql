-- error: A role that ends before it starts
--
-- The `end_date` of a membership is not before its `start_date`.
SELECT record, format('memberships/%d/end_date', position) AS path,
    format('%s is before %s', end_date, start_date) AS message
FROM person_memberships
WHERE end_date_latest < coalesce(nullif(start_date_earliest, '0001-01-01'), start_date_latest)
