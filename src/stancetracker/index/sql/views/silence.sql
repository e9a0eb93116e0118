-- Checks that found no public statement, a row for each check.
SELECT
    silence.id, -- the silence's id
    silence.issue, -- the id of the issue
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.silence_actors WHERE record = silence.id ORDER BY position
        )
    ) AS actors, -- the ids of the people and organizations checked
    silence.date, -- its date as recorded: up to then nothing was found
    silence.date_earliest, -- the last day it covers for certain
    silence.date_latest, -- the last possible day
    silence.basis, -- own-search, asked or reported
    silence.response, -- what came back: none-found, no-reply, declined or avoided
    silence.checked_by, -- who checked
    silence.asked_on, -- the day on which the actor was asked
    silence.includes_internal, -- 1 if internal communication was searched too
    silence.label, -- the finding in the source's own words
    silence.searched, -- what was searched
    silence.recorded, -- the day it came into the dataset
    silence.note, -- a note of whoever recorded it
    silence.source, -- the address or citation of its first source
    silence.publisher, -- who published that source
    silence.original_publisher, -- who published it first, where the source is a copy
    silence.tier, -- primary, secondary or reprint
    silence.withdrawn, -- retraction, supersession or redaction, where a correction withdraws it
    CASE
        WHEN silence.withdrawn IS NOT NULL THEN 'withdrawn'
        WHEN silence.counts THEN 'counts'
        ELSE 'later'
    END AS state, -- counts, withdrawn, or later than the day asked about
    silence.counts, -- 1 if it counts towards a standing as of the day asked about
    -- other fields: silence
    silence.file, -- the data file it is in
    silence.line -- the line in that file
FROM (:silences) AS silence
GROUP BY silence.id
