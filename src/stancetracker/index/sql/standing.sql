WITH question(as_of, known_by, audience) AS (SELECT :as_of, :known_by, :audience),

-- 1. Known: recorded by then, and not withdrawn by a known correction.
sound AS (
    SELECT statement.id, issue, speaker, stance, statement.audience, date_earliest, date_latest, made_public_latest
    FROM main.statement AS statement, question
    WHERE (known_by IS NULL OR recorded <= known_by)
      AND verification <> 'disputed'
      AND NOT EXISTS (
          SELECT 1 FROM main.correction
          WHERE corrects = statement.id AND (known_by IS NULL OR correction.recorded <= known_by)
      )
      -- if issue: AND issue = :issue
      -- if actor: AND speaker = :actor
),

-- 2. Counting: certainly said by that day, to the audience asked about.
counting AS (
    SELECT sound.* FROM sound, question
    WHERE (sound.audience = 'public' AND date_latest <= as_of)
       OR (sound.audience <> 'public' AND question.audience = 'any' AND made_public_latest <= as_of)
),

-- 3. Spoke: the latest of those that take a side decides, else the latest.
ranked AS (
    SELECT *, row_number() OVER (
        PARTITION BY issue, speaker
        ORDER BY stance = 'neither', date_earliest DESC, date_latest DESC, id DESC
    ) AS place
    FROM counting
),
spoke AS (
    SELECT issue, speaker AS actor, id AS evidence,
        CASE WHEN stance <> 'neither' AND EXISTS (
            SELECT 1 FROM counting AS other
            WHERE other.issue = ranked.issue AND other.speaker = ranked.speaker
              AND other.stance NOT IN ('neither', ranked.stance)
              AND other.date_latest >= ranked.date_earliest
        ) THEN 'mixed' ELSE stance END AS stance
    FROM ranked WHERE place = 1
),

-- 4. Silent: the latest silence, which covers no day after its first.
looks AS (
    SELECT silence.id, silence.issue, looked_for.value AS actor, date_earliest, row_number() OVER (
        PARTITION BY silence.issue, looked_for.value
        ORDER BY date_earliest DESC, date_latest DESC, silence.id DESC
    ) AS place
    FROM main.silence AS silence
    JOIN main.silence_actors AS looked_for ON looked_for.record = silence.id, question
    WHERE (known_by IS NULL OR recorded <= known_by)
      AND date_latest <= as_of
      AND NOT EXISTS (
          SELECT 1 FROM main.correction
          WHERE corrects = silence.id AND (known_by IS NULL OR correction.recorded <= known_by)
      )
      -- if issue: AND silence.issue = :issue
      -- if actor: AND looked_for.value = :actor
),
look AS (SELECT issue, actor, id AS evidence, date_earliest FROM looks WHERE place = 1),

-- Who is asked about: each panel, and whoever has a record that had begun by then.
recorded_pair AS (
    SELECT issue, speaker AS actor FROM main.statement AS statement, question
    WHERE (known_by IS NULL OR recorded <= known_by)
      AND NOT EXISTS (
          SELECT 1 FROM main.correction
          WHERE corrects = statement.id AND (known_by IS NULL OR correction.recorded <= known_by)
      )
      AND coalesce(made_public_earliest, date_earliest) <= as_of
      -- if issue: AND issue = :issue
      -- if actor: AND speaker = :actor
    UNION
    SELECT issue, looked_for.value FROM main.silence AS silence
    JOIN main.silence_actors AS looked_for ON looked_for.record = silence.id, question
    WHERE (known_by IS NULL OR recorded <= known_by)
      AND NOT EXISTS (
          SELECT 1 FROM main.correction
          WHERE corrects = silence.id AND (known_by IS NULL OR correction.recorded <= known_by)
      )
      AND date_earliest <= as_of
      -- if issue: AND silence.issue = :issue
      -- if actor: AND looked_for.value = :actor
),
pair(issue, actor, panel, position) AS (
    SELECT record, value, 1, min(position) FROM main.issue_panel
    WHERE 1
      -- if issue: AND record = :issue
      -- if actor: AND value = :actor
    GROUP BY record, value
    UNION ALL
    SELECT issue, actor, 0, NULL FROM recorded_pair
    WHERE NOT EXISTS (
        SELECT 1 FROM main.issue_panel
        WHERE record = recorded_pair.issue AND value = recorded_pair.actor
    )
      -- if panel: AND 0
),

-- 5. One standing a pair; before the issue's first day everyone is unchecked.
standing AS (
    SELECT pair.issue, pair.actor, pair.panel, pair.position,
        CASE
            WHEN as_of < issue.since THEN 'unchecked'
            WHEN spoke.evidence IS NOT NULL THEN 'spoke'
            WHEN look.evidence IS NOT NULL THEN 'silent'
            ELSE 'unchecked'
        END AS status,
        spoke.stance, spoke.evidence AS said, look.evidence AS looked,
        look.date_earliest AS looked_on,
        min(as_of, coalesce(issue.until, as_of)) AS due_by,
        issue.recheck_days,
        EXISTS (
            SELECT 1 FROM sound
            WHERE sound.issue = pair.issue AND sound.speaker = pair.actor
              AND sound.audience <> 'public' AND sound.made_public_latest <= as_of
        ) AS reported,
        EXISTS (
            SELECT 1 FROM sound
            WHERE sound.issue = pair.issue AND sound.speaker = pair.actor
              AND sound.audience = 'public' AND sound.date_earliest <= as_of AND as_of < sound.date_latest
        ) AS may_have_spoken
    FROM pair
    CROSS JOIN question
    CROSS JOIN main.issue AS issue ON issue.id = pair.issue
    LEFT JOIN spoke ON spoke.issue = pair.issue AND spoke.actor = pair.actor
    LEFT JOIN look ON look.issue = pair.issue AND look.actor = pair.actor
)

SELECT
    standing.issue, -- the id of the issue
    standing.actor, -- the id of the person or organization
    coalesce(person.name, organization.name) AS name, -- the actor's name
    held.organization, -- the id of the person's organization on the day asked about
    CASE WHEN held.end_date_latest < question.as_of THEN 'former ' || held.role ELSE held.role END AS role, -- the person's role on that day, or the last before
    standing.panel, -- 1 if the actor is in the issue's panel, whom the counts are about
    standing.status, -- spoke, silent or unchecked
    CASE standing.status WHEN 'spoke' THEN coalesce(standing.stance, said.stance) END AS stance, -- favor, against, mixed or neither, of those who spoke
    coalesce(said.date, looked.date) AS date, -- the date of the deciding statement or silence, as recorded
    coalesce(said.date_earliest, looked.date_earliest) AS earliest, -- the first possible day; a silence covers no day after it
    coalesce(said.date_latest, looked.date_latest) AS latest, -- the last possible day
    coalesce(said.id, looked.id) AS evidence, -- the id of that statement or silence
    looked.basis, -- of a silence: own-search, asked or reported
    looked.response, -- of a silence, what came back: none-found, no-reply, declined or avoided
    looked.checked_by, -- of a silence: who checked
    said.channel, -- of a statement: social-post, interview, …
    coalesce(source.url, source.citation) AS source, -- the address or citation of its first source
    source.publisher, -- who published that source
    standing.status = 'silent' AND (
        julianday(standing.due_by) - julianday(standing.looked_on) > standing.recheck_days
        OR EXISTS (
            SELECT 1 FROM main.event AS event
            JOIN main.event_issues AS concerns ON concerns.record = event.id
            WHERE concerns.value = standing.issue AND event.trigger
              AND NOT EXISTS (
                  SELECT 1 FROM main.correction
                  WHERE corrects = event.id AND (known_by IS NULL OR correction.recorded <= known_by)
              )
              AND event.date_latest <= standing.due_by AND standing.looked_on < event.date_latest
        )
    ) AS stale, -- 1 if not rechecked in time, or since a trigger
    standing.reported, -- 1 if words that were not public were made known by that day
    standing.status <> 'spoke' AND standing.may_have_spoken AS may_have_spoken, -- 1 if a public statement may lie before that day or after it
    question.as_of, -- the day asked about
    question.known_by, -- the day whose knowledge is used; null for all
    question.audience, -- public or any: which statements count
    (SELECT value FROM main.meta WHERE name = 'data_version') AS data_version, -- the content hash of the dataset
    iif(person.id IS NULL, 'organization', 'person') AS actor_kind, -- person or organization
    standing.position, -- the actor's place in the panel, from 0
    employer.name AS organization_name -- the name of the person's organization
FROM standing
CROSS JOIN question
LEFT JOIN main.person AS person ON person.id = standing.actor
LEFT JOIN main.organization AS organization ON organization.id = standing.actor
-- The first listed role that covers the day, else the last that had ended.
LEFT JOIN main.person_memberships AS held ON held.record = standing.actor AND held.position = (
    SELECT position FROM (
        SELECT position, end_date_latest, coalesce(end_date_latest < question.as_of, 0) AS former
        FROM main.person_memberships
        WHERE record = standing.actor
          AND (coalesce(start_date_earliest <= question.as_of, 1) OR end_date_latest < question.as_of)
    )
    ORDER BY former, CASE WHEN former THEN end_date_latest END DESC, position
    LIMIT 1
)
LEFT JOIN main.organization AS employer ON employer.id = held.organization
LEFT JOIN main.statement AS said ON standing.status = 'spoke' AND said.id = standing.said
LEFT JOIN main.silence AS looked ON standing.status = 'silent' AND looked.id = standing.looked
LEFT JOIN main.source AS source
    ON source.record = coalesce(said.id, looked.id) AND source.part = '' AND source.position = 0
