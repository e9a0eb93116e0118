-- The records on which standings rest, of which :pairs holds issue and actor, and those that say who and what these are.
WITH pair AS MATERIALIZED (
    SELECT DISTINCT value ->> 0 AS issue, value ->> 1 AS actor FROM json_each(:pairs)
),
said AS MATERIALIZED (
    SELECT statement.id
    FROM pair CROSS JOIN main.statement AS statement ON statement.issue = pair.issue AND statement.speaker = pair.actor
    UNION ALL SELECT silence.id
    FROM pair
    CROSS JOIN main.silence_actors AS sought ON sought.value = pair.actor
    CROSS JOIN main.silence AS silence ON silence.id = sought.record AND silence.issue = pair.issue
    UNION ALL SELECT search.id
    FROM pair
    CROSS JOIN main.search_actors AS sought ON sought.value = pair.actor
    CROSS JOIN main.search AS search ON search.id = sought.record AND search.issue = pair.issue
)
SELECT id FROM said
UNION SELECT actor FROM pair
UNION SELECT issue FROM pair
UNION SELECT value FROM main.issue_panel WHERE record IN (SELECT issue FROM pair)
UNION SELECT value FROM main.silence_actors WHERE record IN (SELECT id FROM said)
UNION SELECT value FROM main.search_actors WHERE record IN (SELECT id FROM said)
-- Whether somebody answers for a silence rests on the publisher of its page.
UNION SELECT id FROM main.publisher
UNION SELECT correction.id FROM said CROSS JOIN main.correction AS correction ON correction.corrects = said.id
UNION SELECT record FROM main.event_issues WHERE value IN (SELECT issue FROM pair)
UNION SELECT organization FROM main.person_memberships
WHERE record IN (SELECT actor FROM pair) AND organization IS NOT NULL
