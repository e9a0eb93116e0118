-- error: A domain of two publishers
--
-- The domain of a source's address says who published it, so each belongs to one publisher.
SELECT record, format('domains/%d', position) AS path, format('%s is also a domain of %s', value, first) AS message
FROM (
    SELECT *, first_value(record) OVER same AS first, row_number() OVER same AS number
    FROM publisher_domains
    WINDOW same AS (PARTITION BY value ORDER BY record, position)
)
WHERE number > 1
