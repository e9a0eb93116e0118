-- error: A dataset without a name
--
-- A line says what the dataset is called, who publishes it and under which licence:
--
-- {"kind":"dataset","title":"...","publisher":"...","licence":"CC-BY-4.0","contact":"..."}
SELECT NULL AS id, '' AS path, 'no `dataset` record says who publishes this, and under which licence' AS message,
    'stancetracker init DIR writes one; stancetracker check --explain no-dataset-record shows it' AS hint
WHERE NOT EXISTS (SELECT 1 FROM dataset)
