-- Every text of the records, for the full-text search, as known and found on the day asked about.
SELECT
    passage.id, -- the text's number, the newest the highest
    passage.record, -- the id of the record it is in
    passage.kind, -- the kind of record
    passage.field, -- the field of that record
    passage.issue, -- the issues it concerns, by id
    passage.actor, -- the actors it is about, by id
    passage.date, -- its date as recorded
    passage.earliest, -- the first possible day
    passage.latest, -- the last possible day
    passage.found_from, -- the first day on which a search finds it
    passage.recorded, -- the day on which it was added to the dataset
    passage.text -- the text
FROM main.passage AS passage
WHERE (passage.found_from IS NULL OR passage.found_from <= :as_of)
  AND (:known_by IS NULL OR passage.recorded IS NULL OR passage.recorded <= :known_by)
