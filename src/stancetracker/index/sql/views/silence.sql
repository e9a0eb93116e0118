-- Looks that found no public statement, a row for each actor looked for, as far as they were known on the day asked about.
SELECT
    look.id, -- the look's id
    look.issue, -- the id of the issue
    look.actor, -- the id of the person or organization looked for
    actor.name, -- the actor's name
    look.date, -- its date as recorded: up to then nothing was found
    look.date_earliest, -- the day it vouches for
    look.date_latest, -- the last possible day
    look.basis, -- own-search, asked or reported
    look.response, -- what came back: none-found, no-reply, declined or avoided
    look.checked_by, -- who looked
    look.asked_on, -- the day on which the actor was asked
    look.includes_internal, -- 1 if internal words were looked for as well
    look.label, -- the finding in the source's own words
    look.searched, -- where was looked
    look.recorded, -- the day it came into the dataset
    look.note, -- a note of whoever recorded it
    look.source, -- the address or citation of its first source
    look.publisher, -- who published that source
    look.original_publisher, -- who published it first, where the source is a copy
    look.tier, -- primary, secondary or reprint
    look.withdrawn, -- retraction, supersession or redaction, where a correction withdraws it
    look.counts, -- 1 if it may stand for a standing as of the day asked about
    written.file, -- the data file it is in
    written.line -- the line in that file
FROM (:looks) AS look
JOIN main.silence AS written ON written.id = look.id
JOIN main.actor AS actor ON actor.id = look.actor
