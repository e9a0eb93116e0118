-- error: A response that does not go with the basis
--
-- Whoever asked says what came back, be it nothing, so `asked` does not go with `none-found`; whoever only
-- searched, without asking, has no reply, refusal or evasion to report: `own-search` goes with `none-found`
-- alone. If you asked and searched, write two silences. `reported` goes with any: whether anybody was asked
-- is for that report to say.
SELECT id, 'response' AS path, format('`%s` does not go with the basis `%s`', response, basis) AS message
FROM silence
WHERE basis <> 'reported' AND (basis = 'asked') = (response = 'none-found')
