-- Every day on which a statement, a silence, a reply or a correction was recorded.
SELECT recorded FROM (
    SELECT recorded FROM main.statement
    UNION SELECT recorded FROM main.silence
    UNION SELECT recorded FROM main.reply
    UNION SELECT recorded FROM main.correction
)
WHERE recorded IS NOT NULL
ORDER BY recorded
