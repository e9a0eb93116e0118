-- The records that checks compare new ones with. `:new` has an object for each of these, with its `first` and `last`
-- day; `:found` are the ids that they name or share, and theirs.
WITH RECURSIVE new AS MATERIALIZED (
    SELECT
        value ->> 'kind' AS kind,
        value ->> 'issue' AS issue,
        value ->> 'speaker' AS speaker,
        value -> 'actors' AS actors,
        value ->> 'first' AS first,
        value ->> 'last' AS last,
        value ->> 'corrects' AS corrects,
        value ->> 'replacement' AS replacement
    FROM json_each(:new)
),
-- Without a statement that is withdrawn, two others may be the next to each other.
said AS MATERIALIZED (
    SELECT issue, speaker, first, last FROM new WHERE kind = 'statement'
    UNION SELECT statement.issue, statement.speaker, statement.date_earliest, statement.date_latest
    FROM new CROSS JOIN main.statement AS statement ON statement.id = new.corrects
),
asked AS MATERIALIZED (
    SELECT issue, actor.value AS actor, first FROM new, json_each(actors) AS actor WHERE kind = 'silence'
),
chain(id) AS (
    SELECT replacement FROM new WHERE replacement IS NOT NULL
    UNION SELECT correction.replacement
    FROM chain CROSS JOIN main.correction AS correction ON correction.corrects = chain.id
    WHERE correction.replacement IS NOT NULL
),
found(id) AS (
    SELECT value FROM json_each(:found)
    UNION SELECT id FROM main.publisher
    UNION SELECT statement.id
    FROM said CROSS JOIN main.statement AS statement USING (issue, speaker)
    WHERE statement.date_latest >= said.first AND statement.date_earliest <= said.last
    UNION SELECT silence.id
    FROM said CROSS JOIN main.silence AS silence USING (issue)
    WHERE silence.date_latest > said.last AND silence.date_earliest > said.last
      AND EXISTS (SELECT 1 FROM main.silence_actors WHERE value = said.speaker AND record = silence.id)
    UNION SELECT (
        SELECT id FROM main.statement AS statement
        WHERE issue = asked.issue AND speaker = asked.actor AND date_latest < asked.first
          AND audience = 'public' AND verification <> 'disputed'
          AND id NOT IN (SELECT corrects FROM new WHERE corrects IS NOT NULL)
          AND withdrawn IS NULL
        ORDER BY date_latest, id LIMIT 1
    )
    FROM asked
    UNION SELECT id FROM chain
    UNION SELECT correction.id
    FROM new CROSS JOIN main.correction AS correction ON correction.replacement = new.corrects
)
SELECT id FROM found WHERE id IS NOT NULL
UNION SELECT correction.id FROM found CROSS JOIN main.correction AS correction ON correction.corrects = found.id
