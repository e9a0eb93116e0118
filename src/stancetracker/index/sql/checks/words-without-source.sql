-- notice: A quote of which every source says something else
--
-- The `bears` of a source says what of the record it states. None of them states the words, and each says what it
-- does state. Add a source in which the words can be read, or `words` to the one that has them.
SELECT id, 'quote' AS path, 'no source bears the words' AS message
FROM statement
WHERE quote IS NOT NULL AND withdrawn IS NULL
  AND NOT EXISTS (
      SELECT 1 FROM source WHERE record = statement.id AND part = '' AND NOT EXISTS (
          SELECT 1 FROM source_bears AS bears
          WHERE bears.record = statement.id AND bears.part = 'sources/' || source.position
      )
  )
  AND NOT EXISTS (
      SELECT 1 FROM source_bears WHERE record = statement.id AND part LIKE 'sources/%' AND value = 'words'
  )
