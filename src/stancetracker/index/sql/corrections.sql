-- Corrections known by :known_by; they hold for every day.
SELECT correction.*
FROM main.correction AS correction
WHERE (:known_by IS NULL OR correction.recorded <= :known_by)
  -- if to: AND (
  -- if to:     correction.corrects IN (SELECT value FROM json_each(:to))
  -- if to:     OR correction.replacement IN (SELECT value FROM json_each(:to))
  -- if to: )
ORDER BY correction.recorded, correction.id
