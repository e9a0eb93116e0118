-- The translations that stand beside the quotes of statements.
SELECT record, language, text, by FROM main.statement_translations
WHERE TRUE
  -- if to: AND record IN (SELECT value FROM json_each(:to))
ORDER BY record, position
