-- How many had signed each petition at least, by the days up to :as_of.
SELECT
    petition.id AS petition, petition.issue, petition.title,
    signed.date, signed.date_earliest, signed.date_latest, signed.at_least,
    coalesce(source.url, source.citation) AS source,
    source.publisher
FROM petition
JOIN petition_signatures AS signed ON signed.record = petition.id
LEFT JOIN source ON source.record = petition.id AND source.part = 'signatures/' || signed.position
    AND source.position = (
        SELECT position FROM (:ranked_source) AS ranked
        WHERE ranked.record = petition.id AND ranked.part = source.part ORDER BY rank, position LIMIT 1
    )
WHERE signed.date_latest <= :as_of
  AND petition.withdrawn IS NULL
ORDER BY signed.date_earliest, signed.date_latest, signed.at_least, petition.id, signed.position
