-- Which demands each statement names.
SELECT named.record AS statement, named.value AS demand
FROM statement_demands AS named
ORDER BY named.record, named.position
