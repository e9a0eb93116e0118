-- Every role of the person :actor on record, as they are listed.
SELECT person.id AS actor, person.name, held.role, held.organization, organization.name AS organization_name,
    held.start_date, held.end_date
FROM main.person_memberships AS held
JOIN main.person AS person ON person.id = held.record
LEFT JOIN main.organization AS organization ON organization.id = held.organization
WHERE held.record = :actor
ORDER BY held.position
