-- The newest copy of each address that is archived elsewhere.
SELECT copy.url, copy.archive_url FROM main.copy AS copy
WHERE
    copy.archive_url IS NOT NULL
    AND copy.withdrawn IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM main.copy AS newer
        WHERE
            newer.url = copy.url
            AND newer.archive_url IS NOT NULL
            AND newer.withdrawn IS NULL
            AND (
                coalesce(newer.retrieved, '') > coalesce(copy.retrieved, '')
                OR coalesce(newer.retrieved, '') = coalesce(copy.retrieved, '') AND newer.id < copy.id
            )
    )
