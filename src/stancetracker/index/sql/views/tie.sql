-- Contracts, donations and attendance, and searches that found none, with an amount of exactly 0: context beside a standing.
SELECT
    tie.id, -- the tie's id
    tie.type, -- contract, donation or attendance
    tie.actor, -- the id of the person or organization whose tie it is
    tie.name, -- the actor's name
    tie.counterparty, -- the id of the other side
    tie.counterparty_name, -- the name of the other side
    tie.recipient, -- who was paid, by id or name, where that is not the actor
    tie.recipient_name, -- the name of who was paid
    tie.issues, -- the ids of the issues it bears on
    tie.event, -- the id of the event attended
    tie.event_title, -- what that event is called
    tie.event_date, -- its day or days, as its line has it
    tie.title, -- what it is about
    tie.amount_value, -- the amount, exactly 0 for a search that found none; amounts of differing periods or sources add up to nothing
    tie.amount_currency, -- the currency, as three letters
    tie.amount_bound, -- exact, about, at-least or at-most
    tie.amount_of, -- obligated, award or ceiling
    tie.date, -- its date as recorded
    tie.period, -- the period the amount is about
    tie.part_of, -- the id of the tie that already contains this one
    tie.verification, -- unverified, verified or disputed
    tie.note, -- a note of whoever recorded it
    tie.source, -- the address or citation of its first source
    tie.publisher, -- who published that source
    tie.state, -- counts, withdrawn, disputed, or later than the day asked about
    tie.recorded, -- the day it came into the dataset
    -- other fields: tie
    tie.file, -- the data file it is in
    tie.line -- the line in that file
FROM (:ties) AS tie
