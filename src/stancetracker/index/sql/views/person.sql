-- People, each with the role and organization on the day asked about.
WITH held AS (
    SELECT record, role, organization, position, coalesce(end_date_latest < :as_of, 0) AS former, row_number() OVER (
        PARTITION BY record
        ORDER BY coalesce(end_date_latest < :as_of, 0),
            CASE WHEN end_date_latest < :as_of THEN end_date_latest END DESC,
            position
    ) AS place
    FROM main.person_memberships
    WHERE coalesce(start_date_earliest <= :as_of, 1) OR end_date_latest < :as_of
)
SELECT
    person.id, -- the person's id
    person.name, -- the name
    (
        SELECT group_concat(value, '; ') FROM (
            SELECT value FROM main.person_other_names WHERE record = person.id ORDER BY position
        )
    ) AS other_names, -- other names
    CASE WHEN held.former THEN 'former ' || held.role ELSE held.role END AS role, -- the role that day, or the last before
    held.organization, -- the id of the organization of that role
    organization.name AS organization_name, -- the name of that organization
    person.note, -- a note of whoever recorded it
    person.file, -- the data file it is in
    person.line -- the line in that file
FROM main.person AS person
LEFT JOIN held ON held.record = person.id AND held.place = 1
LEFT JOIN main.organization AS organization ON organization.id = held.organization
