-- What says that a record was wrong, known on the day asked about.
SELECT
    made.id, -- the correction's id
    made.corrects, -- the id of the record that it withdraws
    made.type, -- retraction, supersession or redaction
    made.reason, -- why
    made.replacement, -- the id of the record that stands in its place
    made.by, -- who corrected it
    made.recorded, -- the day it came into the dataset
    written.file, -- the data file it is in
    written.line -- the line in that file
FROM (:corrections) AS made
JOIN main.correction AS written ON written.id = made.id
