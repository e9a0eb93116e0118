-- What filters judge a record by, a row for each actor it is about: statements, silences and searches; with :to also
-- events, which are about nobody. `status` is that of the standings which such a record can be behind.
SELECT 'spoke' AS status, statement.issue, statement.speaker AS actor, statement.id AS record, statement.date,
    statement.date_earliest AS earliest, statement.date_latest AS latest, statement.stance, statement.stance_basis,
    statement.channel, statement.wording, statement.voice,
    (
        -- The best of its sources.
        SELECT CASE min(CASE tier WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END)
            WHEN 1 THEN 'primary' WHEN 2 THEN 'secondary' WHEN 3 THEN 'reprint'
        END
        FROM main.source AS source WHERE source.record = statement.id AND source.part = ''
    ) AS tier,
    statement.withdrawn IS NULL AND statement.verification <> 'disputed' AND (
        (statement.audience = 'public' AND statement.date_latest <= :as_of)
        OR (
            statement.audience <> 'public' AND :audience = 'any'
            AND statement.date_earliest <= :as_of AND coalesce(statement.made_public_latest <= :as_of, FALSE)
        )
    ) AS counts
FROM main.statement AS statement
WHERE TRUE
  -- if issue: AND statement.issue = :issue
  -- if actors: AND statement.speaker IN (SELECT value FROM json_each(:actors))
  -- if to: AND statement.id IN (SELECT value FROM json_each(:to))
UNION ALL
SELECT 'silent', silence.issue, sought.value, silence.id, silence.date, silence.date_earliest, silence.date_latest,
    NULL, NULL, NULL, NULL, NULL,
    (
        SELECT CASE min(CASE tier WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END)
            WHEN 1 THEN 'primary' WHEN 2 THEN 'secondary' WHEN 3 THEN 'reprint'
        END
        FROM main.source AS source WHERE source.record = silence.id AND source.part = ''
    ),
    silence.withdrawn IS NULL AND silence.date_latest <= :as_of
FROM main.silence AS silence
JOIN main.silence_actors AS sought ON sought.record = silence.id
WHERE TRUE
  -- if issue: AND silence.issue = :issue
  -- if actors: AND sought.value IN (SELECT value FROM json_each(:actors))
  -- if to: AND silence.id IN (SELECT value FROM json_each(:to))
UNION ALL
SELECT 'searched', search.issue, sought.value, search.id, search.date, search.date_earliest, search.date_latest,
    NULL, NULL, NULL, NULL, NULL, NULL,
    search.withdrawn IS NULL AND search.date_latest <= :as_of
FROM main.search AS search
JOIN main.search_actors AS sought ON sought.record = search.id
WHERE TRUE
  -- if issue: AND search.issue = :issue
  -- if actors: AND sought.value IN (SELECT value FROM json_each(:actors))
  -- if to: AND search.id IN (SELECT value FROM json_each(:to))
-- if to: UNION ALL
-- if to: SELECT NULL, NULL, NULL, event.id, event.date, event.date_earliest, event.date_latest,
-- if to:     NULL, NULL, NULL, NULL, NULL, NULL, TRUE
-- if to: FROM main.event AS event
-- if to: WHERE event.id IN (SELECT value FROM json_each(:to))
