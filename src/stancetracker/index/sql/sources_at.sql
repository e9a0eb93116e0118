-- What records say of the source at the address :ref, which may be that of the original or of an archived copy.
SELECT
    record, url, citation, tier, publisher, title, author, published, retrieved, language,
    original_publisher, original_url, archive_url
FROM main.source
WHERE :ref IN (url, archive_url, original_url, citation)
ORDER BY coalesce(url = :ref, 0) DESC, record, part, position
