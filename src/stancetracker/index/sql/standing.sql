WITH RECURSIVE sound AS MATERIALIZED (
    -- Neither withdrawn nor disputed.
    SELECT id, issue, speaker, stance, stance_basis, quote IS NULL AS unquoted, statement.audience,
        date, date_earliest, date_latest,
        statement.audience <> 'public' AND date_earliest <= :as_of
            AND coalesce(made_public_latest <= :as_of, FALSE) AS is_made_known
    FROM main.statement AS statement
    WHERE withdrawn IS NULL
      AND verification <> 'disputed'
      -- if issue: AND issue = :issue
      -- if actors: AND speaker IN (SELECT value FROM json_each(:actors))
      -- if panel: AND EXISTS (SELECT 1 FROM main.issue_panel WHERE record = statement.issue AND value = speaker)
),

-- 1. Counting: certainly said by that day, to the audience asked about. The same rule is asked of words that were not
-- public and were made known, whether or not they count.
counting AS (
    SELECT sound.*, FALSE AS is_private, stance <> 'neither' AS takes_part,
        CASE WHEN stance IN ('favor', 'against', 'mixed') THEN stance END AS side
    FROM sound
    WHERE (sound.audience = 'public' AND date_latest <= :as_of) OR (is_made_known AND :audience = 'any')
    UNION ALL
    SELECT sound.*, TRUE, stance <> 'neither', CASE WHEN stance IN ('favor', 'against', 'mixed') THEN stance END
    FROM sound
    WHERE is_made_known
),

-- 2. Spoke: those of the greatest first day decide, of all that are not `neither`.
latest AS (
    SELECT *,
        max(CASE WHEN takes_part THEN date_earliest END) OVER pair AS decided_on,
        max(CASE WHEN takes_part THEN date_latest END) OVER pair AS decided_by,
        max(date_earliest) OVER pair AS last_on
    FROM counting
    WINDOW pair AS (PARTITION BY issue, speaker, is_private)
),
spoke AS (
    SELECT issue, speaker, is_private, decided_on, decided_by, last_on,
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
    GROUP BY issue, speaker, is_private, decided_on, decided_by, last_on
),
-- The evidence: the best that says the standing, else that takes a side. And the best of later words that take none.
candidate AS (
    SELECT spoke.issue, spoke.speaker, spoke.is_private, latest.id, latest.takes_part, latest.stance, latest.stance_basis,
        latest.stance = spoke.stance AS says_it, side, date_latest, unquoted, (
            SELECT min(CASE tier WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END)
            FROM main.source AS source WHERE source.record = latest.id AND source.part = ''
        ) AS tier
    FROM spoke
    JOIN latest ON latest.issue = spoke.issue AND latest.speaker = spoke.speaker AND latest.is_private = spoke.is_private
    WHERE date_earliest = CASE WHEN takes_part THEN spoke.decided_on ELSE spoke.last_on END
),
ranked AS (
    SELECT issue, speaker, is_private, id, takes_part, stance, stance_basis, date_latest, row_number() OVER (
        PARTITION BY issue, speaker, is_private, takes_part
        ORDER BY says_it DESC, side IS NULL, stance_basis <> 'explicit', date_latest, unquoted, coalesce(tier, 4), id
    ) AS place
    FROM candidate
),
decided AS (
    SELECT spoke.issue, spoke.speaker, spoke.is_private, spoke.stance, best.id AS evidence, best.date_latest,
        CASE
            WHEN spoke.stance <> 'mixed' OR best.stance = 'mixed' THEN best.stance_basis
            -- Several make it `mixed`: whether the explicit ones alone do.
            WHEN explicit_side < other_explicit_side OR explicit_side = 'mixed' THEN 'explicit'
            ELSE 'inferred'
        END AS stance_basis,
        CASE WHEN spoke.last_on > spoke.decided_by THEN later.id END AS later_words
    FROM spoke
    JOIN ranked AS best ON best.issue = spoke.issue AND best.speaker = spoke.speaker AND best.place = 1
        AND best.is_private = spoke.is_private AND best.takes_part = (spoke.decided_on IS NOT NULL)
    LEFT JOIN ranked AS later ON later.issue = spoke.issue AND later.speaker = spoke.speaker AND later.place = 1
        AND later.is_private = spoke.is_private AND NOT later.takes_part
),
-- The dates of the first and the last that count, and how many there are.
in_order AS (
    SELECT issue, speaker, date,
        row_number() OVER (PARTITION BY issue, speaker ORDER BY date_latest, date_earliest, id) AS place,
        row_number() OVER (PARTITION BY issue, speaker ORDER BY date_earliest DESC, date_latest DESC, id DESC) AS place_from_end
    FROM counting
    WHERE NOT is_private
),
said AS (
    SELECT issue, speaker, count(*) AS statements,
        max(CASE WHEN place = 1 THEN date END) AS first_said,
        max(CASE WHEN place_from_end = 1 THEN date END) AS last_said
    FROM in_order
    GROUP BY issue, speaker
),
-- Moved: one stance surely before another.
held AS (
    SELECT issue, speaker, stance, min(date_latest) AS taken_by, max(date_earliest) AS last_taken_on
    FROM latest WHERE takes_part AND NOT is_private
    GROUP BY issue, speaker, stance
),

-- 3. Silent: a silence that somebody answers for, then the freshest, which covers no day after its first; of one day
-- the best.
sound_silence AS MATERIALIZED (
    SELECT id, issue, date_earliest, date_latest, basis, response, (
            SELECT min(CASE tier WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END)
            FROM main.source AS source WHERE source.record = silence.id AND source.part = ''
        ) AS tier,
        basis IN ('own-search', 'asked') OR EXISTS (
            SELECT 1 FROM (:ranked_source) AS ranked
            WHERE ranked.record = silence.id AND ranked.part = '' AND ranked.is_answered
        ) AS is_answered,
        label IS NOT NULL AND (
            SELECT original_publisher FROM (:ranked_source) AS ranked
            WHERE ranked.record = silence.id AND ranked.part = ''
            ORDER BY rank, position
            LIMIT 1
        ) IS NULL AS is_in_own_words
    FROM main.silence AS silence
    WHERE withdrawn IS NULL
      AND date_latest <= :as_of
      -- if issue: AND issue = :issue
      -- if actors: AND id IN (
      -- if actors:     SELECT record FROM main.silence_actors WHERE value IN (SELECT value FROM json_each(:actors))
      -- if actors: )
      -- if panel: AND EXISTS (
      -- if panel:     SELECT 1 FROM main.silence_actors AS named
      -- if panel:     JOIN main.issue_panel AS member ON member.value = named.value
      -- if panel:     WHERE named.record = silence.id AND member.record = silence.issue
      -- if panel: )
),
ranked_silence AS (
    SELECT sound_silence.issue, named.value AS actor, sound_silence.id, sound_silence.date_earliest, is_answered,
        max(CASE WHEN is_answered THEN sound_silence.date_earliest END) OVER (
            PARTITION BY sound_silence.issue, named.value
        ) AS last_checked,
        row_number() OVER (
            PARTITION BY sound_silence.issue, named.value
            ORDER BY is_answered DESC, sound_silence.date_earliest DESC, sound_silence.date_latest,
                CASE basis WHEN 'own-search' THEN 1 WHEN 'asked' THEN 2 ELSE 3 END,
                is_in_own_words DESC, coalesce(tier, 4),
                CASE response WHEN 'declined' THEN 1 WHEN 'avoided' THEN 2 WHEN 'no-reply' THEN 3 ELSE 4 END, sound_silence.id
        ) AS place
    FROM sound_silence
    JOIN main.silence_actors AS named ON named.record = sound_silence.id
    WHERE TRUE
      -- if actors: AND named.value IN (SELECT value FROM json_each(:actors))
),

-- 4. Searched: the last search, and what all of them come to. They claim nothing about whether there was a statement.
sound_search AS (
    SELECT search.id, search.issue, named.value AS actor, date_earliest, date_latest, items,
        (SELECT count(*) FROM main.search_queries AS query WHERE query.record = search.id) AS queries,
        coalesce(search.found, (
            SELECT found FROM main.search_queries AS query
            WHERE query.record = search.id AND query.found IS NOT NULL
            ORDER BY position
            LIMIT 1
        )) AS found
    FROM main.search AS search
    JOIN main.search_actors AS named ON named.record = search.id
    WHERE withdrawn IS NULL
      AND date_latest <= :as_of
      -- if issue: AND search.issue = :issue
      -- if actors: AND named.value IN (SELECT value FROM json_each(:actors))
      -- if panel: AND EXISTS (SELECT 1 FROM main.issue_panel WHERE record = search.issue AND value = named.value)
),
ranked_search AS (
    SELECT issue, actor, id, date_earliest,
        count(*) OVER pair AS searches,
        sum(queries) OVER pair AS queries,
        sum(items) OVER pair AS items,
        count(found) OVER pair AS finds,
        first_value(found) OVER (
            PARTITION BY issue, actor ORDER BY found IS NULL, date_earliest DESC, date_latest, id
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS found,
        row_number() OVER (PARTITION BY issue, actor ORDER BY date_earliest DESC, date_latest, id) AS place
    FROM sound_search
    WINDOW pair AS (PARTITION BY issue, actor)
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
found AS (
    SELECT pair.issue, pair.actor, pair.panel, pair.position, issue.since, issue.until, issue.recheck_days,
        issue.stance_words_favor, issue.stance_words_against,
        CASE
            WHEN :as_of < issue.since THEN 'unchecked'
            WHEN spoke.evidence IS NOT NULL THEN 'spoke'
            WHEN silence.id IS NOT NULL THEN 'silent'
            WHEN search.id IS NOT NULL THEN 'searched'
            ELSE 'unchecked'
        END AS status,
        spoke.evidence AS statement, spoke.stance, spoke.stance_basis, spoke.date_latest AS said_by, spoke.later_words,
        silence.id AS silence, silence.date_earliest AS covered_day, silence.is_answered,
        search.id AS search,
        CASE WHEN :as_of >= issue.since THEN silence.last_checked END AS last_checked,
        CASE WHEN :as_of >= issue.since THEN search.date_earliest END AS last_searched,
        CASE WHEN :as_of >= issue.since THEN coalesce(search.searches, 0) ELSE 0 END AS searches,
        CASE WHEN :as_of >= issue.since THEN coalesce(search.queries, 0) ELSE 0 END AS queries,
        CASE WHEN :as_of >= issue.since THEN coalesce(search.finds, 0) ELSE 0 END AS finds,
        CASE WHEN :as_of >= issue.since THEN search.items END AS items,
        CASE WHEN :as_of >= issue.since THEN search.found END AS found,
        made_known.evidence IS NOT NULL AS private,
        CASE WHEN made_known.stance IN ('favor', 'against', 'mixed') THEN made_known.stance END AS private_stance,
        CASE WHEN made_known.stance IN ('favor', 'against', 'mixed') THEN made_known.stance_basis END AS private_stance_basis
    FROM pair
    CROSS JOIN main.issue AS issue ON issue.id = pair.issue
    LEFT JOIN decided AS spoke ON spoke.issue = pair.issue AND spoke.speaker = pair.actor AND NOT spoke.is_private
    LEFT JOIN decided AS made_known
        ON made_known.issue = pair.issue AND made_known.speaker = pair.actor AND made_known.is_private
    LEFT JOIN ranked_silence AS silence ON silence.issue = pair.issue AND silence.actor = pair.actor AND silence.place = 1
    LEFT JOIN ranked_search AS search ON search.issue = pair.issue AND search.actor = pair.actor AND search.place = 1
),
standing AS MATERIALIZED (
    SELECT found.*,
        CASE status WHEN 'spoke' THEN statement WHEN 'silent' THEN silence WHEN 'searched' THEN search END AS evidence,
        CASE status WHEN 'silent' THEN last_checked WHEN 'searched' THEN last_searched END AS looked_on,
        CASE WHEN until < :as_of THEN until ELSE :as_of END AS due_by,
        coalesce(until < :as_of, FALSE) AS issue_over,
        CASE
            WHEN :as_of < since THEN :as_of
            WHEN status = 'spoke' AND said_by <= :as_of THEN said_by
            WHEN status = 'spoke' THEN :as_of
            WHEN status = 'silent' THEN covered_day
            WHEN status = 'searched' THEN last_searched
            WHEN until BETWEEN since AND :as_of THEN until
            ELSE :as_of
        END AS role_day,
        last_reply.date AS replied,
        EXISTS (
            SELECT 1 FROM held AS one
            JOIN held AS other ON other.issue = one.issue AND other.speaker = one.speaker
            WHERE one.issue = found.issue AND one.speaker = found.actor
              AND one.stance <> other.stance AND one.taken_by < other.last_taken_on
        ) AS moved,
        :as_of >= since AND EXISTS (
            SELECT 1 FROM sound
            WHERE sound.issue = found.issue AND sound.speaker = found.actor
              AND sound.audience = 'public' AND sound.date_earliest <= :as_of AND :as_of < sound.date_latest
        ) AS may_have_spoken
    FROM found
    LEFT JOIN last_reply ON last_reply.issue = found.issue AND last_reply.actor = found.actor AND last_reply.place = 1
),

-- Coded: by whom, beside the first coder, the evidence was, or a statement that it supersedes.
superseded(statement, earlier, path) AS (
    SELECT sound.id, correction.corrects, '/' || sound.id || '/' || correction.corrects || '/'
    FROM sound
    CROSS JOIN main.correction AS correction ON correction.replacement = sound.id
    WHERE correction.type = 'supersession' AND correction.withdrawn IS NULL AND correction.corrects <> sound.id
    UNION ALL
    SELECT superseded.statement, correction.corrects, superseded.path || correction.corrects || '/'
    FROM superseded
    CROSS JOIN main.correction AS correction ON correction.replacement = superseded.earlier
    WHERE correction.type = 'supersession' AND correction.withdrawn IS NULL
      AND instr(superseded.path, '/' || correction.corrects || '/') = 0
),
past(evidence, statement) AS (
    SELECT evidence, evidence FROM standing WHERE status = 'spoke'
    UNION ALL
    SELECT standing.evidence, superseded.earlier
    FROM standing
    CROSS JOIN superseded ON superseded.statement = standing.evidence
    WHERE standing.status = 'spoke'
),
coded AS (
    SELECT past.evidence, count(DISTINCT coding."by") AS others, min(coding.stance = coding.first_stance) AS agreed
    FROM past
    CROSS JOIN main.coding AS coding ON coding.statement = past.statement
    WHERE coding.withdrawn IS NULL AND coding.first_stance IS NOT NULL
    GROUP BY past.evidence
),

-- Before: what whoever is not on record last said in public, on another issue, that explicitly takes a side; before the
-- day of the silence, or before the issue began.
earlier AS (
    SELECT standing.issue, standing.actor, statement.id, statement.date, statement.issue AS of_issue, row_number() OVER (
        PARTITION BY standing.issue, standing.actor
        ORDER BY statement.date_earliest DESC, statement.date_latest DESC, statement.id DESC
    ) AS place
    FROM standing
    CROSS JOIN main.statement AS statement ON statement.speaker = standing.actor
    WHERE standing.status <> 'spoke' AND statement.issue <> standing.issue
      AND statement.withdrawn IS NULL AND statement.verification <> 'disputed' AND statement.audience = 'public'
      AND statement.stance IN ('favor', 'against', 'mixed') AND statement.stance_basis = 'explicit'
      AND statement.date_latest <= :as_of
      AND CASE
          WHEN standing.status = 'silent' THEN statement.date_latest <= standing.covered_day
          ELSE statement.date_latest < standing.since
      END
)

SELECT
    standing.issue, -- the id of the issue
    standing.actor, -- the id of the person or organization
    coalesce(person.name, organization.name) AS name, -- the actor's name
    standing.organization, -- the id of the person's organization on the day of the evidence; of the unchecked, on the day asked about
    CASE WHEN standing.former THEN 'former ' || standing.role ELSE standing.role END AS role, -- the person's role on that day, or the last before
    standing.panel, -- 1 if the actor is in the issue's panel on that day, whom the counts are about
    standing.status, -- spoke, silent, searched or unchecked
    CASE standing.status WHEN 'spoke' THEN standing.stance END AS stance, -- favor, against, mixed, undecided or neither, of those who spoke
    CASE standing.status WHEN 'spoke' THEN standing.stance_basis END AS stance_basis, -- explicit, or inferred from the words
    CASE WHEN standing.status = 'spoke' THEN CASE standing.stance
        WHEN 'favor' THEN coalesce(standing.stance_words_favor, 'for the proposition')
        WHEN 'against' THEN coalesce(standing.stance_words_against, 'against the proposition')
        WHEN 'mixed' THEN 'on both sides'
        WHEN 'undecided' THEN 'undecided'
        WHEN 'neither' THEN 'no side in these words'
    END END AS side, -- the stance in the issue's own words
    coalesce(said.date, silence.date, search.date) AS date, -- the date of the statement, silence or search shown, as recorded
    coalesce(said.date_earliest, silence.date_earliest, search.date_earliest) AS earliest, -- the first possible day; a silence covers no day after it
    coalesce(said.date_latest, silence.date_latest, search.date_latest) AS latest, -- the last possible day
    standing.evidence, -- the id of that statement, silence or search
    coalesce(said.quote, said.summary, said.label, silence.label) AS words, -- its quote, else its summary or label; null for a search
    said.wording, -- of a quote: verbatim, excerpt or translation; null for a summary, and for a source's words about a silence
    said.channel, -- of a statement: social-post, interview, …
    CASE standing.status WHEN 'spoke' THEN words.first_said END AS first_said, -- the date, as recorded, of the first statement that counts
    CASE standing.status WHEN 'spoke' THEN words.last_said END AS last_said, -- the date, as recorded, of the last that counts
    CASE standing.status WHEN 'spoke' THEN words.statements ELSE 0 END AS statements, -- how many statements count
    silence.basis, -- of a silence: own-search, asked or reported
    silence.response, -- of a silence, what came back: none-found, no-reply, declined or avoided
    silence.checked_by, -- of a silence: who checked
    CASE standing.status WHEN 'silent' THEN standing.is_answered END AS answered, -- 1 if a person, or a newsroom, wire or agency, answers for the silence shown; null where none is shown
    standing.last_checked, -- the last day up to which somebody who answers for it found none; null if nobody does
    standing.last_searched, -- the day of the last search that found none, whatever the status
    standing.searches, -- how many searches found none
    standing.queries, -- how many queries the searches made
    standing.finds, -- how many of the searches turned up something that is no statement
    standing.private, -- 1 if words that were not public were made known by that day
    standing.private_stance, -- the stance in these words, where they take a side: favor, against or mixed
    standing.private_stance_basis, -- explicit, or inferred from these words
    CASE standing.status WHEN 'spoke' THEN 1 + coalesce(coded.others, 0) END AS coders, -- how many coded the statement, each without seeing the others
    coded.agreed, -- 1 if all of them chose the same stance; null where only one coded it
    earlier.id AS before, -- of whoever did not speak, the id of their last public words before, on another issue, that explicitly take a side
    earlier.date AS before_date, -- the date of these words, as recorded
    earlier.of_issue AS before_issue, -- the id of the issue that they are on
    coalesce(source.url, source.citation) AS source, -- the address or citation of the source shown, the best of the record
    source.publisher, -- who published that source
    source.original_publisher, -- who published it first, where it is a copy
    source.tier, -- primary, secondary or reprint: of that source
    copy.archive_url AS archive, -- the address of the latest archived copy of that page
    CAST(NULL AS INTEGER) AS matched, -- how many of the records meet the filters of records; null without such a filter
    CAST(NULL AS STRING) AS matched_id, -- the id of the record shown of these: the evidence if it is one, else the latest
    CAST(NULL AS STRING) AS matched_date, -- its date, as recorded
    CAST(NULL AS STRING) AS matched_stance, -- its stance; null for a silence or search
    standing.status IN ('silent', 'searched') AND (
        standing.looked_on IS NULL
        OR julianday(standing.due_by) - julianday(standing.looked_on) > standing.recheck_days
        OR EXISTS (
            SELECT 1 FROM main.event AS event
            JOIN main.event_issues AS concerns ON concerns.record = event.id
            WHERE concerns.value = standing.issue AND event.trigger AND event.withdrawn IS NULL
              AND event.date_latest <= standing.due_by AND standing.looked_on < event.date_latest
        )
    ) AS stale, -- 1 if not checked or searched in time, or since a trigger, or if nobody answers for the silence
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
    search."by" AS searched_by, -- of a search shown: who searched
    standing.items, -- how many items, such as posts, the searches read
    standing.found, -- what turned up first in the last search in which anything did
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
LEFT JOIN main.search AS search ON standing.status = 'searched' AND search.id = standing.evidence
LEFT JOIN main.source AS source
    ON source.record = standing.evidence AND source.part = '' AND source.position = standing.source_place
LEFT JOIN (:archived) AS copy ON copy.url = source.url
LEFT JOIN said AS words ON words.issue = standing.issue AND words.speaker = standing.actor
LEFT JOIN coded ON coded.evidence = standing.evidence
LEFT JOIN earlier ON earlier.issue = standing.issue AND earlier.actor = standing.actor AND earlier.place = 1
WHERE standing.role_rank = 1
