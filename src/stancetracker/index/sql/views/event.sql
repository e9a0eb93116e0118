-- What happened, a row for each event.
SELECT
    happened.id, -- the event's id
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.event_issues WHERE record = happened.id ORDER BY position
        )
    ) AS issues, -- the ids of the issues it concerns
    happened.title, -- what it is called
    happened.date, -- its date as recorded
    happened.date_earliest, -- the first possible day
    happened.date_latest, -- the last possible day
    happened.trigger, -- 1 if it gave everyone a new occasion to speak
    happened.state, -- counts, withdrawn, or later than the day asked about
    written.note, -- a note of whoever recorded it
    written.file, -- the data file it is in
    written.line -- the line in that file
FROM (:events) AS happened
JOIN main.event AS written ON written.id = happened.id
GROUP BY happened.id
