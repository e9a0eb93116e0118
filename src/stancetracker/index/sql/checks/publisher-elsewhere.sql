-- notice: A source at an address that is not its publisher's
--
-- The publisher it names has domains on record, and the address is at none of them, so the page may be somebody
-- else's: a copy, a short link, or a forgery. Name who published that page; if the domain is the publisher's own, add
-- it to that record.
WITH address AS (
    SELECT *, lower(substr(rest, 1, instr(replace(replace(replace(rest, ':', '/'), '?', '/'), '#', '/') || '/', '/') - 1))
        AS host
    FROM (
        SELECT record, part, position, 'publisher' AS field, publisher AS name,
            substr(url, instr(url, '://') + 3) AS rest
        FROM source
        UNION ALL
        SELECT record, part, position, 'original_publisher', original_publisher,
            substr(original_url, instr(original_url, '://') + 3)
        FROM source
    )
    WHERE rest IS NOT NULL AND record NOT IN (SELECT corrects FROM correction)
),
site AS MATERIALIZED (
    SELECT name, value AS domain
    FROM publisher
    JOIN publisher_domains ON publisher_domains.record = publisher.id
)
SELECT record, iif(part = '', '', part || '/') || 'sources/' || position || '/' || field AS path,
    format('%s is not a domain of %s', host, name) AS message
FROM address
JOIN site USING (name)
GROUP BY record, part, position, field
HAVING NOT max(host = domain OR host LIKE '%.' || domain)
