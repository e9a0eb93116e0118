-- The part of each of these texts (:passages, a JSON array of ids between :first and :last) in which :terms are found,
-- between :opening and :closing.
SELECT rowid, snippet(passage_fts, 0, :opening, :closing, '…', 24)
FROM passage_fts
WHERE passage_fts MATCH :terms
  AND rowid BETWEEN :first AND :last
  -- The sign keeps SQLite from looking each of them up, which reads the whole list of matches every time.
  AND +rowid IN (SELECT value FROM json_each(:passages))
