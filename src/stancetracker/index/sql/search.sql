-- Where :terms are found, by descending ids, with how well. A word in more than half of the texts weighs nothing.
SELECT rowid AS passage, round(-bm25(passage_fts), 3) AS score
FROM passage_fts
WHERE passage_fts MATCH :terms
ORDER BY rowid DESC
