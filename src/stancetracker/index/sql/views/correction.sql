-- What says that a record was wrong.
SELECT
    correction.id, -- the correction's id
    correction.corrects, -- the id of the record that it corrects
    correction.type, -- retraction, supersession, merge or redaction
    correction.reason, -- why
    correction.replacement, -- the id of the record that stands in its place
    correction.editor, -- who corrected it
    correction.recorded, -- the day it came into the dataset
    -- other fields: correction
    correction.file, -- the data file it is in
    correction.line -- the line in that file
FROM (:corrections) AS correction
