-- Words an actor put out.
SELECT
    statement.id, -- the statement's id
    statement.issue, -- the id of the issue it is on
    statement.speaker, -- the id of the person or organization it speaks for
    statement.name, -- the speaker's name
    statement.role, -- the speaker's role on the statement's day
    statement.organization, -- the id of the speaker's organization on that day
    statement.organization_name, -- the name of that organization
    statement.date, -- its date as recorded
    statement.date_earliest, -- the first possible day
    statement.date_latest, -- the last possible day
    statement.stance, -- favor, against, mixed, undecided or neither, towards the issue's proposition
    statement.stance_basis, -- explicit, or inferred from the words
    statement.side, -- the stance in the issue's own words
    statement.coded_by, -- who judged which side the words take
    statement.label, -- the stance in the source's own word
    statement.quote, -- the words themselves
    statement.pull, -- a part of the quote, for where there is little room
    statement.wording, -- of a quote: verbatim, excerpt or translation
    statement.language, -- the quote's language
    statement.summary, -- the words in plain words
    statement.channel, -- where it was said: social-post, interview, …
    statement.audience, -- to whom: public, internal or private
    statement.made_public, -- of one that was not public: when somebody made it known
    statement.made_public_earliest, -- the first possible day of that
    statement.made_public_latest, -- the last possible day of that
    statement.voice, -- self, spokesperson or cosigned
    statement.event, -- the id of the event it is about
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.statement_demands WHERE record = statement.id ORDER BY position
        )
    ) AS demands, -- the demands it answers, each as petition/demand
    statement.verification, -- unverified, verified or disputed
    statement.recorded, -- the day it came into the dataset
    statement.note, -- a note of whoever recorded it
    statement.source, -- the address or citation of its first source
    statement.publisher, -- who published that source
    statement.original_publisher, -- who published it first, where the source is a copy
    statement.tier, -- primary, secondary or reprint
    statement.withdrawn, -- retraction, supersession or redaction, where a correction withdraws it
    CASE
        WHEN statement.withdrawn IS NOT NULL THEN 'withdrawn'
        WHEN statement.verification = 'disputed' THEN 'disputed'
        WHEN statement.counts THEN 'counts'
        WHEN :audience = 'public' AND statement.audience <> 'public' THEN 'not-public'
        ELSE 'later'
    END AS state, -- counts, withdrawn, disputed, not-public, or later than the day asked about
    statement.counts, -- 1 if it counts towards a standing as of the day and for the audience asked about
    statement.private, -- 1 if it was not public and somebody made it known by that day
    -- other fields: statement
    statement.file, -- the data file it is in
    statement.line -- the line in that file
FROM (:statements) AS statement
