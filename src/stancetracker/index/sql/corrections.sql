-- Corrections known by :known_by; they hold for every day.
SELECT
    correction.id, correction.corrects, correction.type, correction.reason, correction.replacement, correction.by,
    correction.recorded
FROM main.correction AS correction
WHERE :known_by IS NULL OR correction.recorded <= :known_by
ORDER BY correction.recorded, correction.id
