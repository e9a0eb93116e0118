-- error: A response that does not go with the basis
--
-- If you asked, say what came back, even if nothing did: `asked` does not go with `none-found`. If you only
-- searched, there is no reply to report: `own-search` goes only with `none-found`. If you did both, write
-- two silences. `reported` goes with any response, as the source has it.
SELECT id, 'response' AS path, format('`%s` does not go with the basis `%s`', response, basis) AS message
FROM silence
WHERE basis <> 'reported' AND (basis = 'asked') = (response = 'none-found')
