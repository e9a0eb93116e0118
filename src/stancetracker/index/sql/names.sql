-- Every name by which a record may be asked for: id, name or title, sort name, other names, and those of whoever was merged into it.
SELECT 'person' AS kind, id, id AS name FROM person
UNION ALL SELECT 'person', id, name FROM person
UNION ALL SELECT 'person', id, sort_name FROM person WHERE sort_name IS NOT NULL
UNION ALL SELECT 'person', record, value FROM person_other_names
UNION ALL SELECT 'organization', id, id FROM organization
UNION ALL SELECT 'organization', id, name FROM organization
UNION ALL SELECT 'organization', id, sort_name FROM organization WHERE sort_name IS NOT NULL
UNION ALL SELECT 'organization', record, value FROM organization_other_names
UNION ALL SELECT 'issue', id, id FROM issue
UNION ALL SELECT 'issue', id, title FROM issue
UNION ALL SELECT 'event', id, id FROM event
UNION ALL SELECT 'event', id, title FROM event
UNION ALL SELECT kind, replacement, id FROM merged
