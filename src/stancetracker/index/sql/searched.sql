-- Where each of the silences :to says that somebody searched.
SELECT record AS id, value AS place FROM main.silence_searched
WHERE TRUE
  -- if to: AND record IN (SELECT value FROM json_each(:to))
ORDER BY id, position
