-- Organizations.
SELECT
    organization.id, -- the organization's id
    organization.name, -- the name
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.organization_other_names WHERE record = organization.id ORDER BY position
        )
    ) AS other_names, -- other names
    organization.note, -- a note of whoever recorded it
    -- other fields: organization
    organization.file, -- the data file it is in
    organization.line -- the line in that file
FROM main.organization AS organization
