-- Contracts, donations and attendance: context beside a standing.
SELECT
    tied.id, -- the tie's id
    tied.type, -- contract, donation or attendance
    tied.actor, -- the id of the person or organization whose tie it is
    tied.name, -- the actor's name
    tied.counterparty, -- the id of the other side
    tied.counterparty_name, -- the name of the other side
    tied.event, -- the id of the event attended
    tied.event_title, -- what that event is called
    tied.title, -- what it is about
    tied.amount_value, -- the amount; amounts of differing periods or sources add up to nothing
    tied.amount_currency, -- the currency, as three letters
    tied.amount_bound, -- exact, about, at-least or at-most
    tied.amount_of, -- obligated, award or ceiling
    tied.date, -- its date as recorded
    tied.period, -- the period the amount is about
    tied.part_of, -- the id of the tie that already contains this one
    tied.verification, -- unverified, verified or disputed
    tied.note, -- a note of whoever recorded it
    tied.source, -- the address or citation of its first source
    tied.publisher, -- who published that source
    tied.state, -- counts, withdrawn, disputed, or later than the day asked about
    written.recorded, -- the day it came into the dataset
    written.file, -- the data file it is in
    written.line -- the line in that file
FROM (:ties) AS tied
JOIN main.tie AS written ON written.id = tied.id
