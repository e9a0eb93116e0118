-- notice: A statement known at second hand only
--
-- None of its sources is `primary`: the speaker's own post, letter, speech or filing. Add one if there is
-- one.
SELECT id, 'sources' AS path, 'no primary source' AS message
FROM statement
WHERE withdrawn IS NULL
  AND NOT EXISTS (SELECT 1 FROM source WHERE record = statement.id AND part = '' AND tier = 'primary')
