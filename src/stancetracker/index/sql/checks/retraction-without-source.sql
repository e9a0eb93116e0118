-- notice: A retraction without a source
--
-- It takes away what is on record about somebody, and says why in its own words alone. Say where the reason was read:
-- the page that was corrected, or the words that show the mistake.
SELECT id AS record, 'sources' AS path, 'a retraction without a source' AS message
FROM correction
WHERE type = 'retraction' AND NOT EXISTS (SELECT 1 FROM source WHERE record = correction.id AND part = '')
