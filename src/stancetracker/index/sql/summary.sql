-- For each actor and issue: the days on which its standing may change, and what decides after the last of them,
-- for all that is known and the public audience. Days that say nothing new are left out, as null:
-- said_last where it is said_first, looked_last where it is looked_first.
SELECT
    issue, actor,
    min(begun) AS begun, -- the day from which on there is a record
    min(said) AS said_first, -- the day from which on the actor spoke
    nullif(max(said), min(said)) AS said_last, -- the day from which on `said` decides
    substr(max(decider), 22) AS said,
    -- 1 where those of two sides may be as late; those that decide are one, for no first day is after the last
    coalesce(max(iif(side = 'favor', said, NULL)) >= substr(max(decider), 2, 10), 0)
        + coalesce(max(iif(side = 'against', said, NULL)) >= substr(max(decider), 2, 10), 0)
        + coalesce(max(iif(side = 'mixed', said, NULL)) >= substr(max(decider), 2, 10), 0) > 1 AS mixed,
    nullif(min(maybe), min(said)) AS maybe_first, -- the first day on which words in public may have been said
    min(reported) AS reported_first, -- the day from which on other words were made known
    min(looked) AS looked_first, -- the day from which on there is a look
    nullif(max(looked), min(looked)) AS looked_last, -- the day from which on `look` is shown
    substr(max(look), 21) AS look,
    substr(max(look), 1, 10) AS looked_on -- the first possible day of that look
FROM (
    SELECT statement.issue, speaker AS actor,
        coalesce(made_public_earliest, date_earliest) AS begun,
        iif(audience = 'public' AND verification <> 'disputed', date_latest, NULL) AS said,
        iif(
            audience = 'public' AND verification <> 'disputed',
            (stance <> 'neither') || date_earliest || date_latest || id,
            NULL
        ) AS decider,
        iif(audience = 'public' AND verification <> 'disputed', nullif(stance, 'neither'), NULL) AS side,
        iif(audience = 'public' AND verification <> 'disputed', date_earliest, NULL) AS maybe,
        iif(audience <> 'public' AND verification <> 'disputed', made_public_latest, NULL) AS reported,
        NULL AS looked, NULL AS look
    FROM
        -- if touched: temp.touched AS touched CROSS JOIN
        main.statement AS statement
        -- if touched: ON statement.issue = touched.issue AND statement.speaker = touched.actor
    WHERE statement.id NOT IN (SELECT corrects FROM main.correction)
    UNION ALL
    SELECT silence.issue, looked_for.value, date_earliest, NULL, NULL, NULL, NULL, NULL,
        date_latest, date_earliest || date_latest || silence.id
    FROM
        -- if touched: temp.touched AS touched CROSS JOIN main.silence_actors AS one ON one.value = touched.actor CROSS JOIN
        main.silence AS silence
        -- if touched: ON silence.id = one.record AND silence.issue = touched.issue
        CROSS JOIN main.silence_actors AS looked_for ON looked_for.record = silence.id
    WHERE silence.id NOT IN (SELECT corrects FROM main.correction)
      -- if touched: AND looked_for.value = touched.actor
)
GROUP BY issue, actor
