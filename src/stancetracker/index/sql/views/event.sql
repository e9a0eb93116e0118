-- What happened, a row for each event.
SELECT
    event.id, -- the event's id
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.event_issues WHERE record = event.id ORDER BY position
        )
    ) AS issues, -- the ids of the issues it concerns
    event.title, -- what it is called
    event.date, -- its date as recorded
    event.date_earliest, -- the first possible day
    event.date_latest, -- the last possible day
    event.trigger, -- 1 if it gave everyone a new occasion to speak
    event.state, -- counts, withdrawn, or later than the day asked about
    event.note, -- a note of whoever recorded it
    -- other fields: event
    event.file, -- the data file it is in
    event.line -- the line in that file
FROM (:events) AS event
GROUP BY event.id
