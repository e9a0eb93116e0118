-- What happened, a row for each issue it concerns, where no correction withdraws it.
SELECT
    happened.id, -- the event's id
    happened.issue, -- the id of an issue it concerns
    happened.title, -- what it is called
    happened.date, -- its date as recorded
    happened.date_earliest, -- the first possible day
    happened.date_latest, -- the last possible day
    happened.trigger, -- 1 if it gave everyone a new occasion to speak
    written.note, -- a note of whoever recorded it
    written.file, -- the data file it is in
    written.line -- the line in that file
FROM (:events) AS happened
JOIN main.event AS written ON written.id = happened.id
