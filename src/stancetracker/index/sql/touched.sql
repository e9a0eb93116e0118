-- The records on which the standings of :actors on :issues rest, and those that say who and what these are.
WITH actor AS MATERIALIZED (SELECT value AS id FROM json_each(:actors)),
issue AS MATERIALIZED (SELECT value AS id FROM json_each(:issues)),
said AS MATERIALIZED (
    SELECT id FROM main.statement WHERE issue IN issue AND speaker IN actor
    UNION ALL SELECT record FROM main.silence_actors
    WHERE value IN actor AND record IN (SELECT id FROM main.silence WHERE issue IN issue)
)
SELECT id FROM said
UNION SELECT id FROM actor
UNION SELECT value FROM main.issue_panel WHERE record IN issue
UNION SELECT value FROM main.silence_actors WHERE record IN (SELECT id FROM said)
UNION SELECT id FROM issue
UNION SELECT correction.id FROM said CROSS JOIN main.correction AS correction ON correction.corrects = said.id
UNION SELECT record FROM main.event_issues WHERE value IN issue
UNION SELECT organization FROM main.person_memberships WHERE record IN actor AND organization IS NOT NULL
