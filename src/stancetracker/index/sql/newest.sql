-- Where :terms are found, by descending ids, without a score.
SELECT rowid AS passage, NULL AS score
FROM passage_fts
WHERE passage_fts MATCH :terms
ORDER BY rowid DESC
