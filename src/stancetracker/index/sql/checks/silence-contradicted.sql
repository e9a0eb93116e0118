-- error: A silence although the actor had spoken
--
-- A silence says that up to its first possible day nobody found a public statement. Here is one, by the same
-- actor on the same issue, that was surely public before that day. One of the two is wrong: retract the
-- silence (a `correction` with the statement as its evidence), or fix the date of the statement. A statement
-- of the very day of the silence is no contradiction.
--
-- wrong: statement of person-a dated 2026-01-20, silence of person-a dated 2026-01-26
-- right: the same two, and {"kind":"correction","corrects":"silence-...","type":"retraction",...}
WITH spoke(speaker, issue, first) AS MATERIALIZED (
    SELECT speaker, issue, min(date_latest || id) FROM statement
    WHERE audience = 'public' AND verification <> 'disputed'
      AND withdrawn IS NULL
    GROUP BY issue, speaker
)
SELECT silence.id, format('actors/%d', position) AS path,
    format(
        '%s spoke by %s (%s), before this silence of %s', value, substr(first, 1, 10), substr(first, 11), date_earliest
    ) AS message,
    format(
        'correct the silence: stancetracker amend %s --remove actors=%s; or correct the statement',
        silence.id, value
    ) AS hint
FROM silence
CROSS JOIN silence_actors ON record = silence.id
CROSS JOIN spoke ON spoke.issue = silence.issue AND speaker = value
WHERE substr(first, 1, 10) < date_earliest AND silence.withdrawn IS NULL
