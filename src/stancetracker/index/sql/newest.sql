-- Where :terms are found, the newest first, without a score.
SELECT rowid AS passage, NULL AS score
FROM passage_fts
WHERE passage_fts MATCH :terms
ORDER BY rowid DESC
