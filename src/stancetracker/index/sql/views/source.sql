-- Every source of a record that was known on the day asked about.
WITH record(id, kind, recorded) AS (
    SELECT id, 'statement', recorded FROM main.statement
    UNION ALL SELECT id, 'silence', recorded FROM main.silence
    UNION ALL SELECT id, 'correction', recorded FROM main.correction
    UNION ALL SELECT id, 'reply', recorded FROM main.reply
    UNION ALL SELECT id, 'tie', NULL FROM main.tie
    UNION ALL SELECT id, 'event', NULL FROM main.event
    UNION ALL SELECT id, 'petition', NULL FROM main.petition
)
SELECT
    source.record, -- the id of the record it is a source of
    record.kind, -- what that record is
    source.part, -- where in that record, such as signatures/0; empty for the record as a whole
    source.position, -- its place among the sources there, from 0
    source.url, -- the address
    source.citation, -- the citation, where there is no address
    source.tier, -- primary, secondary or reprint
    source.publisher, -- who published it
    source.title, -- its title
    source.author, -- who wrote it
    source.published, -- when it was published
    source.retrieved, -- the day it was read
    source.language, -- its language
    source.original_publisher, -- who published it first, where it is a copy
    source.original_url, -- the address it had there
    source.archive_url, -- the address of an archived copy
    source.sha256 -- the SHA-256 of the copy that was read
FROM main.source AS source
JOIN record ON record.id = source.record
WHERE :known_by IS NULL OR record.recorded IS NULL OR record.recorded <= :known_by
