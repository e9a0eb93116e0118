-- `standing.sql` once more, for all that is known and the public audience: nearly every pair is answered by its
-- row of the summary, and the rule is asked for those alone whose deciding record may lie after the day.
WITH question(as_of, known_by, audience) AS (SELECT :as_of, :known_by, :audience),

unsettled(issue, actor) AS MATERIALIZED (
    SELECT summary.issue, summary.actor
    FROM main.summary AS summary
    CROSS JOIN question
    CROSS JOIN main.issue AS issue ON issue.id = summary.issue
    WHERE (
        (said_first <= as_of AND (as_of < said_last OR as_of < issue.since))
        OR (looked_first <= as_of AND as_of < looked_last AND coalesce(as_of < said_first, 1))
    )
      -- if issue: AND summary.issue = :issue
      -- if actor: AND summary.actor = :actor AND summary.issue IN (:issues_of)
      -- if panel: AND (summary.issue, summary.actor) IN (SELECT record, value FROM main.issue_panel WHERE record >= coalesce(:issue, '') AND record <= coalesce(:issue, '~'))
),
unsettled_statement(row) AS (
    SELECT statement.rowid FROM unsettled
    CROSS JOIN main.statement AS statement
        ON statement.issue = unsettled.issue AND statement.speaker = unsettled.actor
),
unsettled_silence(row) AS (
    SELECT silence.rowid FROM main.silence AS silence
    CROSS JOIN main.silence_actors AS looked_for ON looked_for.record = silence.id
    WHERE silence.issue IN (SELECT issue FROM unsettled)
      AND (+silence.issue, +looked_for.value) IN (SELECT issue, actor FROM unsettled)
      -- if actor: AND silence.id IN (SELECT record FROM main.silence_actors WHERE value = :actor)
),

:rule

pair(issue, actor, panel, position) AS (
    SELECT record, value, 1, min(position) FROM main.issue_panel
    WHERE 1
      -- if issue: AND record = :issue
      -- if actor: AND value = :actor
    GROUP BY record, value
    UNION ALL
    SELECT issue, actor, 0, NULL FROM main.summary AS summary, question
    WHERE begun <= as_of
      -- if issue: AND issue = :issue
      -- if actor: AND actor = :actor AND issue IN (:issues_of)
      -- if panel: AND 0
      AND NOT EXISTS (
          SELECT 1 FROM main.issue_panel WHERE record = summary.issue AND value = summary.actor
      )
),

standing AS (
    SELECT pair.issue, pair.actor, pair.panel, pair.position,
        CASE
            WHEN as_of < issue.since THEN 'unchecked'
            WHEN said_first <= as_of THEN 'spoke'
            WHEN looked_first <= as_of THEN 'silent'
            ELSE 'unchecked'
        END AS status,
        iif(coalesce(said_last, said_first) <= as_of, iif(mixed, 'mixed', NULL), spoke.stance) AS stance,
        iif(coalesce(said_last, said_first) <= as_of, summary.said, spoke.evidence) AS said,
        iif(coalesce(looked_last, looked_first) <= as_of, summary.look, look.evidence) AS looked,
        iif(coalesce(looked_last, looked_first) <= as_of, summary.looked_on, look.date_earliest) AS looked_on,
        min(as_of, coalesce(issue.until, as_of)) AS due_by,
        issue.recheck_days,
        coalesce(reported_first <= as_of, 0) AS reported,
        CASE
            WHEN said_first <= as_of THEN as_of < issue.since AND EXISTS (
                SELECT 1 FROM sound
                WHERE sound.issue = pair.issue AND sound.speaker = pair.actor
                  AND sound.audience = 'public' AND sound.date_earliest <= as_of AND as_of < sound.date_latest
            )
            ELSE coalesce(coalesce(maybe_first, said_first) <= as_of, 0)
        END AS may_have_spoken
    FROM pair
    CROSS JOIN question
    CROSS JOIN main.issue AS issue ON issue.id = pair.issue
    LEFT JOIN main.summary AS summary ON summary.issue = pair.issue AND summary.actor = pair.actor
    LEFT JOIN spoke ON spoke.issue = pair.issue AND spoke.actor = pair.actor
    LEFT JOIN look ON look.issue = pair.issue AND look.actor = pair.actor
)

:rows
