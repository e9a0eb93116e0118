-- What was said, as far as it was known by :known_by, with the first source of each, and whether it counts
-- as of :as_of for :audience.
WITH withdrawal AS (
    SELECT corrects, type, row_number() OVER (PARTITION BY corrects ORDER BY recorded DESC, id) AS place
    FROM main.correction
    WHERE :known_by IS NULL OR recorded <= :known_by
),
-- The role on the statement's day: the first listed that covers it, else the last that had ended.
role AS (
    SELECT statement.id AS statement, held.role, held.organization, end_date_latest < date_latest AS former, row_number() OVER (
        PARTITION BY statement.id
        ORDER BY coalesce(end_date_latest < date_latest, 0),
            CASE WHEN end_date_latest < date_latest THEN end_date_latest END DESC,
            position
    ) AS place
    FROM main.statement AS statement
    JOIN main.person_memberships AS held ON held.record = statement.speaker
    WHERE coalesce(start_date_earliest <= date_latest, 1) OR end_date_latest < date_latest
)
SELECT
    statement.id, statement.issue, statement.speaker, actor.name,
    CASE WHEN role.former THEN 'former ' || role.role ELSE role.role END AS role, role.organization, organization.name AS organization_name,
    statement.date, statement.date_earliest, statement.date_latest,
    statement.stance, statement.label, statement.quote, statement.wording, statement.language, statement.summary,
    statement.channel, statement.audience,
    statement.made_public, statement.made_public_earliest, statement.made_public_latest,
    statement.voice, statement.event, statement.verification, statement.recorded, statement.note,
    coalesce(source.url, source.citation) AS source,
    source.publisher, source.original_publisher, source.tier,
    withdrawal.type AS withdrawn,
    withdrawal.type IS NULL AND statement.verification <> 'disputed' AND (
        (statement.audience = 'public' AND statement.date_latest <= :as_of)
        OR (statement.audience <> 'public' AND :audience = 'any' AND statement.made_public_latest <= :as_of)
    ) AS counts,
    withdrawal.type IS NULL AND statement.verification <> 'disputed'
        AND statement.audience <> 'public' AND coalesce(statement.made_public_latest <= :as_of, 0) AS reported
FROM main.statement AS statement
JOIN main.actor AS actor ON actor.id = statement.speaker
LEFT JOIN role ON role.statement = statement.id AND role.place = 1
LEFT JOIN main.organization AS organization ON organization.id = role.organization
LEFT JOIN withdrawal ON withdrawal.corrects = statement.id AND withdrawal.place = 1
LEFT JOIN main.source AS source ON source.record = statement.id AND source.part = '' AND source.position = 0
WHERE :known_by IS NULL OR statement.recorded <= :known_by
ORDER BY statement.date_earliest, statement.date_latest, statement.id
