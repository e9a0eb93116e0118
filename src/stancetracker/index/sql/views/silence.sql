-- Checks that found no public statement, a row for each check, as known on the day asked about.
SELECT
    silent.id, -- the silence's id
    silent.issue, -- the id of the issue
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.silence_actors WHERE record = silent.id ORDER BY position
        )
    ) AS actors, -- the ids of the people and organizations checked
    silent.date, -- its date as recorded: up to then nothing was found
    silent.date_earliest, -- the last day it covers for certain
    silent.date_latest, -- the last possible day
    silent.basis, -- own-search, asked or reported
    silent.response, -- what came back: none-found, no-reply, declined or avoided
    silent.checked_by, -- who checked
    silent.asked_on, -- the day on which the actor was asked
    silent.includes_internal, -- 1 if internal communication was searched too
    silent.label, -- the finding in the source's own words
    silent.searched, -- what was searched
    silent.recorded, -- the day it came into the dataset
    silent.note, -- a note of whoever recorded it
    silent.source, -- the address or citation of its first source
    silent.publisher, -- who published that source
    silent.original_publisher, -- who published it first, where the source is a copy
    silent.tier, -- primary, secondary or reprint
    silent.withdrawn, -- retraction, supersession or redaction, where a correction withdraws it
    CASE
        WHEN silent.withdrawn IS NOT NULL THEN 'withdrawn'
        WHEN silent.counts THEN 'counts'
        ELSE 'later'
    END AS state, -- counts, withdrawn, or later than the day asked about
    silent.counts, -- 1 if it counts towards a standing as of the day asked about
    written.file, -- the data file it is in
    written.line -- the line in that file
FROM (:silences) AS silent
JOIN main.silence AS written ON written.id = silent.id
GROUP BY silent.id
