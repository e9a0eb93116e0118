SELECT
    issue.id, issue.title, issue.proposition, issue.since, issue.until, issue.panel_rule,
    issue.recheck_days,
    issue.stance_words_favor AS favor,
    issue.stance_words_against AS against,
    count(DISTINCT person.id) AS people,
    count(DISTINCT organization.id) AS organizations
FROM issue
LEFT JOIN issue_panel ON issue_panel.record = issue.id
    AND (:known_by IS NULL OR issue_panel.recorded IS NULL OR issue_panel.recorded <= :known_by)
LEFT JOIN person ON person.id = issue_panel.value
LEFT JOIN organization ON organization.id = issue_panel.value
-- if issue: WHERE issue.id = :issue
GROUP BY issue.id, issue.title, issue.proposition, issue.since, issue.until, issue.panel_rule, issue.recheck_days,
    issue.stance_words_favor, issue.stance_words_against
ORDER BY issue.id
