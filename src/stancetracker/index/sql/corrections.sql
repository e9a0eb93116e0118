-- Corrections known by :known_by; they hold for every day.
SELECT
    correction.id, correction.corrects, correction.type, correction.reason, correction.replacement, correction.by,
    correction.recorded
FROM main.correction AS correction
WHERE (:known_by IS NULL OR correction.recorded <= :known_by)
  -- if issue: AND correction.id IN (
  -- if issue:     SELECT id FROM main.correction WHERE corrects IN (:of_issue)
  -- if issue:     UNION ALL SELECT id FROM main.correction WHERE replacement IN (:of_issue)
  -- if issue: )
  -- if actor: AND correction.id IN (
  -- if actor:     SELECT id FROM main.correction WHERE corrects IN (:of_actor)
  -- if actor:     UNION ALL SELECT id FROM main.correction WHERE replacement IN (:of_actor)
  -- if actor: )
  -- if to: AND correction.id IN (
  -- if to:     SELECT id FROM main.correction WHERE corrects IN (SELECT value FROM json_each(:to))
  -- if to:     UNION ALL SELECT id FROM main.correction WHERE replacement IN (SELECT value FROM json_each(:to))
  -- if to: )
ORDER BY correction.recorded, correction.id
