-- The words by which each issue is found.
SELECT 'issue' AS kind, record AS id, value AS name FROM main.issue_terms
