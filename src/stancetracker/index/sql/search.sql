-- Where :terms are found, and how well if that is :weighed; the best first, of equals the newest. A word in more than
-- half of the texts weighs nothing.
SELECT passage.id, CASE WHEN :weighed THEN round(-bm25(passage_fts), 3) END AS score
FROM passage_fts
CROSS JOIN main.passage AS passage ON passage.id = passage_fts.rowid
WHERE passage_fts MATCH :terms
ORDER BY score DESC, coalesce(latest, '') DESC, coalesce(earliest, '') DESC, record DESC, field DESC
