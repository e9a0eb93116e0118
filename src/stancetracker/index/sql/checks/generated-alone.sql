-- error: A statement or silence that rests on generated pages alone
--
-- Every source of it is of a publisher of the type `generated`: the address is at one of its domains or one label
-- below, or the source names it. Nobody's standing may rest on what a machine wrote: add a source that somebody
-- answers for, or retract the record.
WITH address AS (
    SELECT record, publisher,
        lower(substr(rest, 1, instr(replace(replace(rest, ':', '/'), '?', '/') || '/', '/') - 1)) AS host
    FROM (SELECT *, substr(url, instr(url, '://') + 3) AS rest FROM source WHERE part = '')
    WHERE record IN (
        SELECT id FROM statement WHERE withdrawn IS NULL UNION ALL SELECT id FROM silence WHERE withdrawn IS NULL
    )
)
SELECT address.record, 'sources' AS path, 'no source but generated pages' AS message
FROM address
LEFT JOIN publisher_domains AS site ON site.value IN (host, substr(host, instr(host, '.') + 1))
LEFT JOIN publisher ON publisher.id = site.record OR (site.record IS NULL AND publisher.name = address.publisher)
GROUP BY address.record
HAVING min(coalesce(publisher.type, '') = 'generated')
