-- Every source of a record.
WITH record(id, kind, state) AS (
    SELECT id, 'statement', state FROM statement_all
    UNION ALL SELECT id, 'silence', state FROM silence_all
    UNION ALL SELECT id, 'tie', state FROM tie_all
    UNION ALL SELECT id, 'event', state FROM event_all
    UNION ALL SELECT id, 'petition', state FROM petition_all
    UNION ALL SELECT id, 'reply', state FROM reply_all
    UNION ALL SELECT id, 'correction', 'counts' FROM correction
)
SELECT
    source.record, -- the id of the record it is a source of
    record.kind, -- what that record is
    record.state, -- whether that record counts, or is withdrawn, disputed, not-public or later
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
    -- other fields: source
    copy.archive_url -- the address of the newest archived copy
FROM main.source AS source
JOIN record ON record.id = source.record
LEFT JOIN (:archived) AS copy ON copy.url = source.url
