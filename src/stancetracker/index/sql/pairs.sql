-- The issue and actor of the record ?1, or of the record that it corrects.
WITH about(id) AS (
    SELECT ?1 UNION SELECT corrects FROM main.correction WHERE id = ?1
)
SELECT issue, speaker FROM about CROSS JOIN main.statement AS statement ON statement.id = about.id
UNION
SELECT issue, looked_for.value
FROM about
CROSS JOIN main.silence AS silence ON silence.id = about.id
CROSS JOIN main.silence_actors AS looked_for ON looked_for.record = silence.id
