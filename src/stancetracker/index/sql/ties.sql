-- Contracts, donations and attendance that had begun by :as_of, as far as their days are known, and that no
-- correction known by :known_by withdraws, with the first source of each.
SELECT
    tie.id, tie.type, tie.actor, actor.name,
    tie.counterparty, counterparty.name AS counterparty_name,
    tie.event, event.title AS event_title, tie.title,
    tie.amount_value, tie.amount_currency, tie.amount_bound,
    tie.date, tie.period, tie.verification, tie.note,
    coalesce(source.url, source.citation) AS source,
    source.publisher
FROM main.tie AS tie
JOIN main.actor AS actor ON actor.id = tie.actor
LEFT JOIN main.actor AS counterparty ON counterparty.id = tie.counterparty
LEFT JOIN main.event AS event ON event.id = tie.event
LEFT JOIN main.source AS source ON source.record = tie.id AND source.part = '' AND source.position = 0
WHERE coalesce(tie.date_earliest, tie.period_earliest, event.date_earliest, '') <= :as_of
  AND tie.id NOT IN (SELECT corrects FROM main.correction WHERE :known_by IS NULL OR recorded <= :known_by)
ORDER BY actor.name, tie.type, coalesce(tie.date_earliest, tie.period_earliest, event.date_earliest), tie.id
