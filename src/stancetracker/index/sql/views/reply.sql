-- What somebody answered to a record, known and given by the day asked about and not withdrawn.
SELECT
    given.id, -- the reply's id
    given.about, -- the id of the record it answers
    given.by, -- the id of who answers
    given.name, -- the name of who answers
    given.date, -- its date as recorded
    given.text, -- the words
    given.language, -- the language of the words
    given.recorded, -- the day it came into the dataset
    written.file, -- the data file it is in
    written.line -- the line in that file
FROM (:replies) AS given
JOIN main.reply AS written ON written.id = given.id
