-- What somebody answered to a record.
SELECT
    reply.id, -- the reply's id
    reply.about, -- the id of the record it answers
    reply.by, -- the id of who answers
    reply.name, -- the name of who answers
    reply.date, -- its date as recorded
    reply.text, -- the words
    reply.language, -- the language of the words
    reply.recorded, -- the day it came into the dataset
    reply.state, -- counts, withdrawn, or later than the day asked about
    -- other fields: reply, but to
    reply.file, -- the data file it is in
    reply.line -- the line in that file
FROM (:replies) AS reply
