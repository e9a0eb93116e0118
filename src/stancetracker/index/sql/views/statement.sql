-- Words an actor put out, as known on the day asked about.
SELECT
    said.id, -- the statement's id
    said.issue, -- the id of the issue it is on
    said.speaker, -- the id of the person or organization it speaks for
    said.name, -- the speaker's name
    said.role, -- the speaker's role on the statement's day
    said.organization, -- the id of the speaker's organization on that day
    said.organization_name, -- the name of that organization
    said.date, -- its date as recorded
    said.date_earliest, -- the first possible day
    said.date_latest, -- the last possible day
    said.stance, -- favor, against, mixed, undecided or neither, towards the issue's proposition
    said.stance_basis, -- explicit, or inferred from the words
    said.coded_by, -- who read the stance out of the words
    said.label, -- the stance in the source's own word
    said.quote, -- the words themselves
    said.pull, -- a part of the quote, for where there is little room
    said.wording, -- of a quote: verbatim, excerpt or translation
    said.language, -- the quote's language
    said.summary, -- the words in plain words
    said.channel, -- where it was said: social-post, interview, …
    said.audience, -- to whom: public, internal or private
    said.made_public, -- of one that was not public: when somebody made it known
    said.made_public_earliest, -- the first possible day of that
    said.made_public_latest, -- the last possible day of that
    said.voice, -- self, spokesperson or cosigned
    said.event, -- the id of the event it is about
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.statement_demands WHERE record = said.id ORDER BY position
        )
    ) AS demands, -- the demands it answers, each as petition/demand
    said.verification, -- unverified, verified or disputed
    said.recorded, -- the day it came into the dataset
    said.note, -- a note of whoever recorded it
    said.source, -- the address or citation of its first source
    said.publisher, -- who published that source
    said.original_publisher, -- who published it first, where the source is a copy
    said.tier, -- primary, secondary or reprint
    said.withdrawn, -- retraction, supersession or redaction, where a correction withdraws it
    CASE
        WHEN said.withdrawn IS NOT NULL THEN 'withdrawn'
        WHEN said.verification = 'disputed' THEN 'disputed'
        WHEN said.counts THEN 'counts'
        WHEN :audience = 'public' AND said.audience <> 'public' THEN 'not-public'
        ELSE 'later'
    END AS state, -- counts, withdrawn, disputed, not-public, or later than the day asked about
    said.counts, -- 1 if it counts towards a standing as of the day and for the audience asked about
    said.reported, -- 1 if it was not public and somebody made it known by that day
    written.file, -- the data file it is in
    written.line -- the line in that file
FROM (:statements) AS said
JOIN main.statement AS written ON written.id = said.id
