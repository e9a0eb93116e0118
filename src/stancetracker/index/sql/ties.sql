-- Contracts, donations and attendance with the best source of each, and whether it was withdrawn, is disputed, or began
-- later than :as_of.
SELECT
    tie.*, coalesce(person.name, organization.name) AS name,
    coalesce(other_person.name, other_organization.name) AS counterparty_name,
    coalesce(paid.name, tie.recipient) AS recipient_name,
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.tie_issues WHERE record = tie.id ORDER BY position
        )
    ) AS issues,
    event.title AS event_title,
    event.date AS event_date,
    coalesce(source.url, source.citation) AS source,
    source.publisher,
    CASE
        WHEN tie.withdrawn IS NOT NULL THEN 'withdrawn'
        WHEN tie.verification = 'disputed' THEN 'disputed'
        WHEN coalesce(tie.date_earliest, tie.period_earliest, event.date_earliest, '') > :as_of THEN 'later'
        ELSE 'counts'
    END AS state
FROM main.tie AS tie
LEFT JOIN main.person AS person ON person.id = tie.actor
LEFT JOIN main.organization AS organization ON organization.id = tie.actor
LEFT JOIN main.person AS other_person ON other_person.id = tie.counterparty
LEFT JOIN main.organization AS other_organization ON other_organization.id = tie.counterparty
LEFT JOIN main.organization AS paid ON paid.id = tie.recipient
LEFT JOIN main.event AS event ON event.id = tie.event
LEFT JOIN main.source AS source ON source.record = tie.id AND source.part = '' AND source.position = (
    SELECT position FROM (:ranked_source) AS ranked
    WHERE ranked.record = tie.id AND ranked.part = ''
    ORDER BY ranked.rank, position LIMIT 1
)
WHERE true
  -- if sound: AND coalesce(tie.date_earliest, tie.period_earliest, event.date_earliest, '') <= :as_of
  -- if sound: AND state <> 'withdrawn'
  -- if actor: AND (tie.actor = :actor OR tie.counterparty = :actor OR tie.recipient = :actor)
  -- if to: AND tie.actor IN (SELECT value FROM json_each(:to))
ORDER BY coalesce(person.sort_key, organization.sort_key), tie.type, tie.recipient IS NOT NULL,
    coalesce(tie.date_earliest, tie.period_earliest, event.date_earliest), tie.id
