-- Where :terms are found, the best first and of equals the newest. A word in more than half of the texts weighs
-- nothing, so that the newest come first.
SELECT rowid AS passage, round(-bm25(passage_fts), 3) AS score
FROM passage_fts
WHERE passage_fts MATCH :terms
ORDER BY score DESC, rowid DESC
