-- error: A statement that backs a demand of another issue
--
-- The petition of each demand must be about the statement's issue.
SELECT statement.id, format('demands/%d', position) AS path,
    format('%s is about %s', petition.id, petition.issue) AS message
FROM statement_demands
JOIN statement ON statement.id = record
JOIN petition ON petition.id = substr(value, 1, instr(value, '/') - 1)
WHERE petition.issue <> statement.issue
