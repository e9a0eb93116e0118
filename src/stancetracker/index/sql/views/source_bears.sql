-- What of its record each source states, where that is said.
SELECT
    source_bears.record, -- the id of the record
    source_bears.part, -- where in that record the source is, such as sources/0
    source_bears.position, -- the place in its list, from 0
    source_bears.value -- words, day, speaker, amount or place
FROM main.source_bears AS source_bears
WHERE source_bears.record IN (SELECT record FROM source)
