-- Every source with its rank, the smallest the best: one that bears the words, then one that doesn't say what it bears;
-- then by tier, then by the type of its publisher, whose domain the address is at or one label below, or else whose name
-- it has. Of one rank, the first listed is the best. And whether a newsroom, wire or agency answers for the words: the
-- page may bear them, and it or its original lies on a domain of such a publisher.
SELECT origin.record, origin.part, origin.position, origin.url, origin.citation, origin.tier, origin.publisher,
    origin.title, origin.author, origin.published, origin.retrieved, origin.language,
    origin.original_publisher, origin.original_url, copy.archive_url,
    CASE bears_words WHEN 1 THEN 100 WHEN 0 THEN 300 ELSE 200 END
    + CASE origin.tier WHEN 'primary' THEN 10 WHEN 'secondary' THEN 20 ELSE 30 END
    + CASE publisher.type
        WHEN 'newsroom' THEN 1 WHEN 'wire' THEN 2 WHEN 'agency' THEN 3 WHEN 'company' THEN 4
        WHEN 'campaign' THEN 5 WHEN 'aggregator' THEN 7 WHEN 'generated' THEN 8 ELSE 6
    END AS rank,
    coalesce(bears_words, 1) = 1 AND (
        (site.record IS NOT NULL AND coalesce(publisher.type IN ('newsroom', 'wire', 'agency'), FALSE))
        OR coalesce(of_original.type IN ('newsroom', 'wire', 'agency'), FALSE)
    ) AS is_answered
FROM (
    SELECT *, lower(substr(rest, 1, instr(replace(replace(rest, ':', '/'), '?', '/') || '/', '/') - 1)) AS host,
        lower(substr(original, 1, instr(replace(replace(original, ':', '/'), '?', '/') || '/', '/') - 1)) AS original_host
    FROM (
        SELECT *, substr(url, instr(url, '://') + 3) AS rest,
            substr(original_url, instr(original_url, '://') + 3) AS original,
            (
                SELECT max(CASE value WHEN 'words' THEN 1 ELSE 0 END) FROM main.source_bears AS bears
                WHERE bears.record = source.record AND bears.part =
                    CASE source.part WHEN '' THEN '' ELSE source.part || '/' END || 'sources/' || source.position
            ) AS bears_words
        FROM main.source AS source
    ) AS given
) AS origin
LEFT JOIN (:archived) AS copy ON copy.url = origin.url
LEFT JOIN main.publisher_domains AS site
    ON site.value = origin.host OR site.value = substr(origin.host, instr(origin.host, '.') + 1)
LEFT JOIN main.publisher AS publisher
    ON publisher.id = site.record OR (site.record IS NULL AND publisher.name = origin.publisher)
LEFT JOIN main.publisher_domains AS original_site
    ON original_site.value = origin.original_host
    OR original_site.value = substr(origin.original_host, instr(origin.original_host, '.') + 1)
LEFT JOIN main.publisher AS of_original ON of_original.id = original_site.record
