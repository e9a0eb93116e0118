-- Corrections; they hold for every day.
SELECT correction.*
FROM main.correction AS correction
WHERE TRUE
  -- if to: AND (
  -- if to:     correction.corrects IN (SELECT value FROM json_each(:to))
  -- if to:     OR correction.replacement IN (SELECT value FROM json_each(:to))
  -- if to: )
ORDER BY correction.recorded, correction.id
