-- error: Asked after the date of the silence
--
-- `asked_on` is the day we asked. The date of the silence is the day up to which nothing was found, so it can't
-- come before `asked_on`.
SELECT id, 'asked_on' AS path, format('asked on %s, but the silence ends on %s', asked_on, date_latest) AS message
FROM silence
WHERE asked_on > date_latest
