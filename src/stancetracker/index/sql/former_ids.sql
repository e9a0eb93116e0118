-- Every former id, with its record and its place there.
SELECT 'person' AS kind, record AS id, position, value FROM person_former_ids
UNION ALL SELECT 'organization', record, position, value FROM organization_former_ids
UNION ALL SELECT 'issue', record, position, value FROM issue_former_ids
