-- Every text of the records, for the full-text search.
SELECT
    passage.id, -- the text's number, the newest the highest
    passage.record, -- the id of the record it is in
    passage.kind, -- the kind of record
    passage.field, -- the field of that record
    passage.issue, -- the issues it concerns, by id
    passage.actor, -- the actors it is about, by id
    passage.date, -- its date as recorded
    passage.earliest, -- the first possible day
    passage.latest, -- the last possible day
    passage.found_from, -- the first day on which a search finds it
    passage.recorded, -- the day on which it was added to the dataset
    passage.withdrawn, -- retraction, supersession or redaction, where a correction withdraws the record
    passage.text, -- the text
    coalesce(
        own.state,
        CASE
            WHEN passage.withdrawn IS NOT NULL THEN 'withdrawn'
            WHEN passage.found_from > :as_of THEN 'later'
            ELSE 'counts'
        END
    ) AS state -- counts, withdrawn, disputed, not-public, or later than the day asked about
FROM main.passage AS passage
LEFT JOIN (SELECT id, state FROM statement_all UNION ALL SELECT id, state FROM tie_all) AS own
    ON own.id = passage.record
