-- Statements, with the best source of each, and whether it counts as of :as_of for :audience.
SELECT
    statement.*, coalesce(person.name, organization.name) AS name,
    CASE WHEN held.end_date_latest < statement.date_latest THEN 'former ' || held.role ELSE held.role END AS role,
    held.organization, employer.name AS organization_name,
    coalesce(source.url, source.citation) AS source,
    source.publisher, source.original_publisher, source.tier,
    CASE statement.stance
        WHEN 'favor' THEN coalesce(issue.stance_words_favor, 'for the proposition')
        WHEN 'against' THEN coalesce(issue.stance_words_against, 'against the proposition')
        WHEN 'mixed' THEN 'on both sides'
        WHEN 'undecided' THEN 'undecided'
        WHEN 'neither' THEN 'no side in these words'
    END AS side,
    statement.withdrawn IS NULL AND statement.verification <> 'disputed' AND (
        (statement.audience = 'public' AND statement.date_latest <= :as_of)
        OR (
            statement.audience <> 'public' AND :audience = 'any'
            AND statement.date_earliest <= :as_of AND statement.made_public_latest <= :as_of
        )
    ) AS counts,
    statement.withdrawn IS NULL AND statement.verification <> 'disputed'
        AND statement.audience <> 'public' AND statement.date_earliest <= :as_of
        AND coalesce(statement.made_public_latest <= :as_of, FALSE) AS private
FROM main.statement AS statement
LEFT JOIN main.person AS person ON person.id = statement.speaker
LEFT JOIN main.organization AS organization ON organization.id = statement.speaker
LEFT JOIN main.issue AS issue ON issue.id = statement.issue
-- The role on the statement's day: the first listed that covers it, else the last that had ended.
LEFT JOIN main.person_memberships AS held ON held.record = statement.speaker AND held.position = (
    SELECT position FROM (
        SELECT position, end_date_latest, coalesce(end_date_latest < statement.date_latest, FALSE) AS former
        FROM main.person_memberships
        WHERE record = statement.speaker
          AND (coalesce(start_date_earliest <= statement.date_latest, TRUE) OR end_date_latest < statement.date_latest)
    )
    ORDER BY former, CASE WHEN former THEN end_date_latest END DESC, position
    LIMIT 1
)
LEFT JOIN main.organization AS employer ON employer.id = held.organization
LEFT JOIN main.source AS source ON source.record = statement.id AND source.part = '' AND source.position = CASE
    -- Most records have one source, whose rank need not be computed.
    WHEN NOT EXISTS (SELECT 1 FROM main.source WHERE record = statement.id AND part = '' AND position > 0) THEN 0
    ELSE (
        SELECT position FROM (:ranked_source) AS ranked
        WHERE ranked.record = statement.id AND ranked.part = ''
        ORDER BY ranked.rank, position LIMIT 1
    )
END
WHERE TRUE
  -- if issue: AND statement.issue = :issue
  -- if actor: AND statement.speaker = :actor
  -- if actors: AND statement.speaker IN (SELECT value FROM json_each(:actors))
  -- if to: AND statement.id IN (SELECT value FROM json_each(:to))
  -- if demanding: AND statement.id IN (SELECT record FROM main.statement_demands)
  -- if unpublished: AND statement.audience <> 'public'
ORDER BY statement.date_earliest, statement.date_latest, statement.id
