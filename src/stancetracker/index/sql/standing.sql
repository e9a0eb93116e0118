WITH sound AS MATERIALIZED (
    -- 1. Neither withdrawn nor disputed.
    SELECT id, issue, speaker, stance, stance_basis, quote IS NULL AS unquoted, statement.audience, date_earliest, date_latest,
        statement.audience <> 'public' AND date_earliest <= :as_of AND coalesce(made_public_latest <= :as_of, FALSE) AS leaked
    FROM main.statement AS statement
    WHERE withdrawn IS NULL
      AND verification <> 'disputed'
      -- if issue: AND issue = :issue
      -- if actors: AND speaker IN (SELECT value FROM json_each(:actors))
      -- if panel: AND EXISTS (SELECT 1 FROM main.issue_panel WHERE record = statement.issue AND value = speaker)
),

-- 2. Counting: certainly said by that day, to the audience asked about.
counting AS (
    SELECT sound.*, stance <> 'neither' AS takes_part,
        CASE WHEN stance IN ('favor', 'against', 'mixed') THEN stance END AS side
    FROM sound
    WHERE (sound.audience = 'public' AND date_latest <= :as_of) OR (leaked AND :audience = 'any')
),

-- 3. Spoke: those of the greatest first day decide, of all that are not `neither`.
latest AS (
    SELECT *,
        max(CASE WHEN takes_part THEN date_earliest END) OVER pair AS decided_on,
        max(CASE WHEN takes_part THEN date_latest END) OVER pair AS decided_by,
        max(date_earliest) OVER pair AS last_on
    FROM counting
    WINDOW pair AS (PARTITION BY issue, speaker)
),
spoke AS (
    SELECT issue, speaker, decided_on, decided_by, last_on,
        CASE
            WHEN decided_on IS NULL THEN 'neither'
            WHEN max(CASE WHEN date_earliest = decided_on THEN side END) IS NULL THEN 'undecided'
            WHEN min(side) < max(side) THEN 'mixed'
            ELSE min(side)
        END AS stance,
        min(CASE WHEN stance_basis = 'explicit' THEN side END) AS explicit_side,
        max(CASE WHEN stance_basis = 'explicit' THEN side END) AS other_explicit_side
    FROM latest
    WHERE decided_on IS NULL OR date_latest >= decided_on
    GROUP BY issue, speaker, decided_on, decided_by, last_on
),
-- The evidence: the best that says the standing, else that takes a side. And the best of later words that take none.
candidate AS (
    SELECT spoke.issue, spoke.speaker, latest.id, latest.takes_part, latest.stance, latest.stance_basis,
        latest.stance = spoke.stance AS says_it, side, date_latest, unquoted, (
            SELECT min(CASE tier WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END)
            FROM main.source AS source WHERE source.record = latest.id AND source.part = ''
        ) AS tier
    FROM spoke
    JOIN latest ON latest.issue = spoke.issue AND latest.speaker = spoke.speaker
    WHERE date_earliest = CASE WHEN takes_part THEN spoke.decided_on ELSE spoke.last_on END
),
ranked AS (
    SELECT issue, speaker, id, takes_part, stance, stance_basis, date_latest, row_number() OVER (
        PARTITION BY issue, speaker, takes_part
        ORDER BY says_it DESC, side IS NULL, stance_basis <> 'explicit', date_latest, unquoted, coalesce(tier, 4), id
    ) AS place
    FROM candidate
),
-- Moved: one stance surely before another.
held AS (
    SELECT issue, speaker, stance, min(date_latest) AS taken_by, max(date_earliest) AS last_taken_on
    FROM latest WHERE takes_part
    GROUP BY issue, speaker, stance
),

-- 4. Silent: the latest silence, which covers no day after its first; of one day the best.
sound_silence AS (
    SELECT silence.id, silence.issue, named.value AS actor, date_earliest, date_latest, basis, response, (
            SELECT min(CASE tier WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END)
            FROM main.source AS source WHERE source.record = silence.id AND source.part = ''
        ) AS tier
    FROM main.silence AS silence
    JOIN main.silence_actors AS named ON named.record = silence.id
    WHERE silence.withdrawn IS NULL
      AND date_latest <= :as_of
      -- if issue: AND silence.issue = :issue
      -- if actors: AND named.value IN (SELECT value FROM json_each(:actors))
      -- if panel: AND EXISTS (SELECT 1 FROM main.issue_panel WHERE record = silence.issue AND value = named.value)
),
ranked_silence AS (
    SELECT issue, actor, id, date_earliest, row_number() OVER (
        PARTITION BY issue, actor
        ORDER BY date_earliest DESC, date_latest, CASE basis WHEN 'own-search' THEN 1 WHEN 'asked' THEN 2 ELSE 3 END,
            coalesce(tier, 4),
            CASE response WHEN 'declined' THEN 1 WHEN 'avoided' THEN 2 WHEN 'no-reply' THEN 3 ELSE 4 END, id
    ) AS place
    FROM sound_silence
),

-- Who is asked about: each panel, and whoever has a record that had begun by then.
recorded_pair AS (:recorded_pair),
known_panel AS (:known_panel),
pair(issue, actor, panel, position) AS (
    SELECT issue, actor, 1, position FROM known_panel
    UNION ALL
    SELECT issue, actor, 0, NULL FROM recorded_pair
    WHERE NOT EXISTS (
        SELECT 1 FROM known_panel AS member
        WHERE member.issue = recorded_pair.issue AND member.actor = recorded_pair.actor
    )
      -- if panel: AND FALSE
),

-- Replied: the latest reply by an actor to a record of theirs; a silence is of all that it names.
reply_by AS (
    SELECT id, "to" AS record, "by" AS actor, date, date_earliest, date_latest
    FROM main.reply AS reply
    WHERE reply.withdrawn IS NULL
      AND date_latest <= :as_of
      -- if issue: AND "by" IN (SELECT actor FROM pair)
      -- if actors: AND "by" IN (SELECT value FROM json_each(:actors))
),
replied_to AS (
    SELECT reply_by.*, statement.issue
    FROM reply_by
    CROSS JOIN main.statement AS statement ON statement.id = reply_by.record AND statement.speaker = reply_by.actor
    WHERE TRUE
      -- if issue: AND statement.issue = :issue
    UNION ALL
    SELECT reply_by.*, silence.issue
    FROM reply_by
    CROSS JOIN main.silence AS silence ON silence.id = reply_by.record
    WHERE EXISTS (
          SELECT 1 FROM main.silence_actors AS named
          WHERE named.record = silence.id AND named.value = reply_by.actor
      )
      -- if issue: AND silence.issue = :issue
),
last_reply AS (
    SELECT issue, actor, date, row_number() OVER (
        PARTITION BY issue, actor ORDER BY date_earliest DESC, date_latest DESC, id
    ) AS place
    FROM replied_to
),

-- The roles of whoever is asked about.
membership AS (
    SELECT held.*
    FROM (SELECT DISTINCT actor FROM pair) AS member
    CROSS JOIN main.person_memberships AS held ON held.record = member.actor
),

-- 5. One standing a pair; before the issue's first day everyone is unchecked.
standing AS MATERIALIZED (
    SELECT pair.issue, pair.actor, pair.panel, pair.position,
        CASE
            WHEN :as_of < issue.since THEN 'unchecked'
            WHEN said.id IS NOT NULL THEN 'spoke'
            WHEN silence.id IS NOT NULL THEN 'silent'
            ELSE 'unchecked'
        END AS status,
        CASE WHEN :as_of >= issue.since THEN coalesce(said.id, silence.id) END AS evidence,
        spoke.stance,
        CASE spoke.stance
            WHEN 'favor' THEN coalesce(issue.stance_words_favor, 'for the proposition')
            WHEN 'against' THEN coalesce(issue.stance_words_against, 'against the proposition')
            WHEN 'mixed' THEN 'on both sides'
            WHEN 'undecided' THEN 'undecided'
            WHEN 'neither' THEN 'taking no side'
        END AS side,
        CASE
            WHEN spoke.stance <> 'mixed' OR said.stance = 'mixed' THEN said.stance_basis
            -- Several make it `mixed`: whether the explicit ones alone do.
            WHEN explicit_side < other_explicit_side OR explicit_side = 'mixed' THEN 'explicit'
            ELSE 'inferred'
        END AS stance_basis,
        CASE WHEN spoke.last_on > spoke.decided_by THEN later.id END AS later_words,
        last_reply.date AS replied,
        silence.date_earliest AS checked_on,
        CASE WHEN issue.until < :as_of THEN issue.until ELSE :as_of END AS due_by,
        coalesce(issue.until < :as_of, FALSE) AS issue_over,
        CASE
            WHEN :as_of < issue.since THEN :as_of
            WHEN said.date_latest <= :as_of THEN said.date_latest
            WHEN said.id IS NOT NULL THEN :as_of
            WHEN silence.id IS NOT NULL THEN silence.date_earliest
            WHEN issue.until BETWEEN issue.since AND :as_of THEN issue.until
            ELSE :as_of
        END AS role_day,
        issue.recheck_days,
        EXISTS (
            SELECT 1 FROM held AS one
            JOIN held AS other ON other.issue = one.issue AND other.speaker = one.speaker
            WHERE one.issue = pair.issue AND one.speaker = pair.actor
              AND one.stance <> other.stance AND one.taken_by < other.last_taken_on
        ) AS moved,
        EXISTS (
            SELECT 1 FROM sound WHERE sound.issue = pair.issue AND sound.speaker = pair.actor AND sound.leaked
        ) AS reported,
        :as_of >= issue.since AND EXISTS (
            SELECT 1 FROM sound
            WHERE sound.issue = pair.issue AND sound.speaker = pair.actor
              AND sound.audience = 'public' AND sound.date_earliest <= :as_of AND :as_of < sound.date_latest
        ) AS may_have_spoken
    FROM pair
    CROSS JOIN main.issue AS issue ON issue.id = pair.issue
    LEFT JOIN spoke ON spoke.issue = pair.issue AND spoke.speaker = pair.actor
    LEFT JOIN ranked AS said ON said.issue = pair.issue AND said.speaker = pair.actor AND said.place = 1
        AND said.takes_part = (spoke.decided_on IS NOT NULL)
    LEFT JOIN ranked AS later ON later.issue = pair.issue AND later.speaker = pair.actor AND later.place = 1
        AND NOT later.takes_part
    LEFT JOIN ranked_silence AS silence ON silence.issue = pair.issue AND silence.actor = pair.actor AND silence.place = 1
    LEFT JOIN last_reply ON last_reply.issue = pair.issue AND last_reply.actor = pair.actor AND last_reply.place = 1
)

SELECT
    standing.issue, -- the id of the issue
    standing.actor, -- the id of the person or organization
    coalesce(person.name, organization.name) AS name, -- the actor's name
    standing.organization, -- the id of the person's organization on the day of the evidence; of the unchecked, on the day asked about
    CASE WHEN standing.former THEN 'former ' || standing.role ELSE standing.role END AS role, -- the person's role on that day, or the last before
    standing.panel, -- 1 if the actor is in the issue's panel, whom the counts are about
    standing.status, -- spoke, silent or unchecked
    CASE standing.status WHEN 'spoke' THEN standing.stance END AS stance, -- favor, against, mixed, undecided or neither, of those who spoke
    CASE standing.status WHEN 'spoke' THEN standing.stance_basis END AS stance_basis, -- explicit, or inferred from the words
    CASE standing.status WHEN 'spoke' THEN standing.side END AS side, -- the stance in the issue's own words
    coalesce(said.date, silence.date) AS date, -- the date of the deciding statement or silence, as recorded
    coalesce(said.date_earliest, silence.date_earliest) AS earliest, -- the first possible day; a silence covers no day after it
    coalesce(said.date_latest, silence.date_latest) AS latest, -- the last possible day
    standing.evidence, -- the id of that statement or silence
    coalesce(said.quote, said.summary, said.label, silence.label) AS words, -- its quote, else its summary or label
    said.wording, -- of a quote: verbatim, excerpt or translation; null for a summary, and for a source's words about a silence
    silence.basis, -- of a silence: own-search, asked or reported
    silence.response, -- of a silence, what came back: none-found, no-reply, declined or avoided
    silence.checked_by, -- of a silence: who checked
    said.channel, -- of a statement: social-post, interview, …
    coalesce(source.url, source.citation) AS source, -- the address or citation of its best source
    source.publisher, -- who published that source
    source.original_publisher, -- who published it first, where it is a copy
    source.tier, -- primary, secondary or reprint: of that source
    copy.archive_url AS archive, -- the address of its latest archived copy
    standing.status = 'silent' AND (
        julianday(standing.due_by) - julianday(standing.checked_on) > standing.recheck_days
        OR EXISTS (
            SELECT 1 FROM main.event AS event
            JOIN main.event_issues AS concerns ON concerns.record = event.id
            WHERE concerns.value = standing.issue AND event.trigger AND event.withdrawn IS NULL
              AND event.date_latest <= standing.due_by AND standing.checked_on < event.date_latest
        )
    ) AS stale, -- 1 if not rechecked in time, or since a trigger
    standing.reported, -- 1 if words that were not public were made known by that day
    standing.status <> 'spoke' AND standing.may_have_spoken AS may_have_spoken, -- 1 if a public statement may lie before that day or after it
    standing.status = 'spoke' AND standing.moved AS moved, -- 1 if one stance was surely taken before another
    CASE standing.status WHEN 'spoke' THEN standing.later_words END AS later_words, -- the id of a later statement that takes no side
    standing.replied, -- the date, as recorded, of the actor's latest reply to any of their records on the issue
    :as_of AS as_of, -- the day asked about
    :known_by AS known_by, -- the day, or the commit, whose knowledge is used; null for all
    :audience AS audience, -- public or any: which statements count
    (SELECT value FROM main.meta WHERE name = 'data_version') AS data_version, -- the content hash of the dataset
    CASE WHEN person.id IS NULL THEN 'organization' ELSE 'person' END AS actor_kind, -- person or organization
    standing.position, -- the actor's place in the panel, from 0
    employer.name AS organization_name, -- the name of the person's organization
    said.voice, -- of a statement: self, spokesperson or cosigned
    coalesce(person.sort_key, organization.sort_key) AS sort_key, -- the text that sorts lists by name
    source.author, -- who wrote that source
    source.published, -- its date, as recorded
    source.language AS source_language, -- its language
    standing.issue_over -- 1 if the issue's last day has passed
FROM (
    SELECT standing.*, held.organization, held.role, held.end_date_latest < standing.role_day AS former,
        -- The role on the day of the evidence: the first listed that covers it, else the last that had ended.
        row_number() OVER (
            PARTITION BY standing.issue, standing.actor
            ORDER BY coalesce(held.end_date_latest < standing.role_day, FALSE),
                CASE WHEN held.end_date_latest < standing.role_day THEN held.end_date_latest END DESC, held.position
        ) AS role_rank,
        -- The best source of the evidence.
        CASE
            -- Most records have one source, whose rank need not be computed.
            WHEN NOT EXISTS (
                SELECT 1 FROM main.source AS another
                WHERE another.record = standing.evidence AND another.part = '' AND another.position > 0
            ) THEN 0
            ELSE (
                SELECT position FROM (:ranked_source) AS one
                WHERE one.record = standing.evidence AND one.part = ''
                ORDER BY rank, position
                LIMIT 1
            )
        END AS source_place
    FROM standing
    LEFT JOIN membership AS held ON held.record = standing.actor
        AND (coalesce(held.start_date_earliest <= standing.role_day, TRUE) OR held.end_date_latest < standing.role_day)
) AS standing
LEFT JOIN main.person AS person ON person.id = standing.actor
LEFT JOIN main.organization AS organization ON organization.id = standing.actor
LEFT JOIN main.organization AS employer ON employer.id = standing.organization
LEFT JOIN main.statement AS said ON standing.status = 'spoke' AND said.id = standing.evidence
LEFT JOIN main.silence AS silence ON standing.status = 'silent' AND silence.id = standing.evidence
LEFT JOIN main.source AS source
    ON source.record = standing.evidence AND source.part = '' AND source.position = standing.source_place
LEFT JOIN (:archived) AS copy ON copy.url = source.url
WHERE standing.role_rank = 1
