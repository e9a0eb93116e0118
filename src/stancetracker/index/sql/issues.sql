SELECT
    issue.id, issue.title, issue.short_title, issue.proposition, issue.since, issue.until, issue.panel_rule,
    issue.recheck_days,
    issue.stance_words_favor AS favor,
    issue.stance_words_against AS against,
    count(DISTINCT person.id) AS people,
    count(DISTINCT organization.id) AS organizations
FROM issue
LEFT JOIN (:known_panel) AS member ON member.issue = issue.id
LEFT JOIN person ON person.id = member.actor
LEFT JOIN organization ON organization.id = member.actor
-- if issue: WHERE issue.id = :issue
GROUP BY issue.id, issue.title, issue.short_title, issue.proposition, issue.since, issue.until, issue.panel_rule, issue.recheck_days,
    issue.stance_words_favor, issue.stance_words_against
ORDER BY issue.since DESC, issue.id
