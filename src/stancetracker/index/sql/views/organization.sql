-- Organizations.
SELECT
    organization.id, -- the organization's id
    organization.name, -- the name
    organization.sort_name, -- the form of the name by which lists are ordered
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.organization_other_names WHERE record = organization.id ORDER BY position
        )
    ) AS other_names, -- other names
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.organization_tags WHERE record = organization.id ORDER BY position
        )
    ) AS tags, -- the groups it is in
    organization.note, -- a note of whoever recorded it
    -- other fields: organization
    organization.file, -- the data file it is in
    organization.line -- the line in that file
FROM main.organization AS organization
