-- Letters and petitions.
SELECT
    petition.id, -- the petition's id
    petition.issue, -- the id of the issue it is on
    petition.title, -- what it is called
    petition.published, -- its date as recorded
    petition.published_earliest, -- the first possible day
    petition.published_latest, -- the last possible day
    CASE
        WHEN petition.withdrawn IS NOT NULL THEN 'withdrawn'
        WHEN petition.published_latest > :as_of THEN 'later'
        ELSE 'counts'
    END AS state, -- counts, withdrawn, or later than the day asked about
    petition.note, -- a note of whoever recorded it
    -- other fields: petition
    petition.file, -- the data file it is in
    petition.line -- the line in that file
FROM main.petition AS petition
