-- The people with a role in the organization :actor on :as_of, or with one that had ended by then: all such roles.
SELECT
    person.id AS actor, person.name,
    CASE WHEN held.end_date_latest < :as_of THEN 'former ' || held.role ELSE held.role END AS role,
    held.organization, NULL AS organization_name, NULL AS start_date, NULL AS end_date
FROM main.person_memberships AS held
JOIN main.person AS person ON person.id = held.record
WHERE held.organization = :actor
  AND (coalesce(held.start_date_earliest <= :as_of, 1) OR held.end_date_latest < :as_of)
ORDER BY person.sort_key, person.id, held.position
