-- What somebody answered to a record, as known on the day asked about.
SELECT
    given.id, -- the reply's id
    given.about, -- the id of the record it answers
    given.by, -- the id of who answers
    given.name, -- the name of who answers
    given.date, -- its date as recorded
    given.text, -- the words
    given.language, -- the language of the words
    given.recorded, -- the day it came into the dataset
    given.state, -- counts, withdrawn, or later than the day asked about
    written.file, -- the data file it is in
    written.line -- the line in that file
FROM (:replies) AS given
JOIN main.reply AS written ON written.id = given.id
