-- People, each with the role and organization on the day asked about.
SELECT
    person.id, -- the person's id
    person.name, -- the name
    person.sort_name, -- the form of the name by which lists are ordered
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.person_other_names WHERE record = person.id ORDER BY position
        )
    ) AS other_names, -- other names
    held.role, -- the role that day, or the last before
    held.organization, -- the id of the organization of that role
    held.organization_name, -- the name of that organization
    person.note, -- a note of whoever recorded it
    -- other fields: person
    person.file, -- the data file it is in
    person.line -- the line in that file
FROM main.person AS person
LEFT JOIN (:roles) AS held ON held.actor = person.id
