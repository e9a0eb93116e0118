-- The sources of the record :ref, as they are listed.
SELECT
    record, url, citation, tier, publisher, title, author, published, retrieved, language,
    original_publisher, original_url, archive_url
FROM main.source
WHERE record = :ref AND part = ''
ORDER BY position
