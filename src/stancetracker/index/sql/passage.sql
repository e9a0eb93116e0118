-- One text, unless its record is dated after :as_of.
SELECT
    passage.id, passage.record, passage.kind, passage.field, passage.issue, passage.actor,
    passage.date, passage.earliest, passage.latest, passage.text,
    statement.stance, statement.stance_basis, statement.channel, statement.wording, statement.voice,
    (
        SELECT tier FROM main.source
        WHERE source.record = passage.record AND source.part = ''
        ORDER BY CASE tier WHEN 'primary' THEN 1 WHEN 'secondary' THEN 2 ELSE 3 END
        LIMIT 1
    ) AS tier,
    statement.audience,
    coalesce(statement.verification, tie.verification) AS verification,
    passage.withdrawn
FROM main.passage AS passage
LEFT JOIN main.statement AS statement ON passage.kind = 'statement' AND statement.id = passage.record
LEFT JOIN main.tie AS tie ON passage.kind = 'tie' AND tie.id = passage.record
WHERE passage.id = :passage
  AND (passage.found_from IS NULL OR passage.found_from <= :as_of)
