-- Every source of a record that had begun by :as_of, and the kind of that record. What a redaction took away is not
-- among them, nor events, petitions, ties and replies that were withdrawn.
WITH record(id, kind) AS (
    SELECT id, 'statement' FROM main.statement
    WHERE max(date_earliest, coalesce(made_public_earliest, date_earliest)) <= :as_of
      AND withdrawn IS NOT 'redaction'
    UNION ALL
    SELECT id, 'silence' FROM main.silence
    WHERE date_earliest <= :as_of AND withdrawn IS NOT 'redaction'
    UNION ALL
    SELECT id, 'reply' FROM main.reply
    WHERE date_latest <= :as_of AND withdrawn IS NULL
    UNION ALL
    SELECT id, 'correction' FROM main.correction
    UNION ALL
    SELECT id, 'event' FROM main.event WHERE date_earliest <= :as_of AND withdrawn IS NULL
    UNION ALL
    SELECT id, 'petition' FROM main.petition WHERE published_earliest <= :as_of AND withdrawn IS NULL
    UNION ALL
    SELECT tie.id, 'tie' FROM main.tie AS tie LEFT JOIN main.event AS event ON event.id = tie.event
    WHERE coalesce(tie.date_earliest, tie.period_earliest, event.date_earliest, '') <= :as_of
      AND tie.withdrawn IS NULL
    UNION ALL
    -- A kind without words of its own is dated by the first day of its first date.
    SELECT line.id, line.kind FROM main.record AS line JOIN main.kind AS kind ON kind.name = line.kind
    WHERE line.kind NOT IN (
        'dataset', 'person', 'organization', 'issue', 'event', 'petition', 'statement', 'silence', 'tie', 'reply',
        'correction'
    )
      AND coalesce(json_extract(line.json, '$.' || json_extract(kind.traits, '$.dates[0]')), '') <= :as_of
      AND line.withdrawn IS NULL
)
SELECT
    record.kind, source.record, source.url, citation, tier, publisher, title, author, published, retrieved, language,
    original_publisher, original_url, copy.archive_url, part, position
FROM record
JOIN main.source AS source ON source.record = record.id
LEFT JOIN (:archived) AS copy ON copy.url = source.url
