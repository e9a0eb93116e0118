-- Who belongs to which organization on :as_of: every role that covers the day; for one with none, those that had ended.
WITH held AS (
    SELECT record AS actor, organization, role, position,
        end_date_latest IS NOT NULL AND end_date_latest < :as_of AS former
    FROM person_memberships
    WHERE organization IS NOT NULL
      -- if to: AND record IN (SELECT value FROM json_each(:to))
      AND (start_date_earliest IS NULL OR start_date_earliest <= :as_of OR end_date_latest < :as_of)
)
SELECT held.actor, person.name, CASE WHEN former THEN 'former ' || role ELSE role END AS role,
    held.organization, organization.name AS organization_name, NULL AS start_date, NULL AS end_date
FROM held
JOIN main.person AS person ON person.id = held.actor
LEFT JOIN main.organization AS organization ON organization.id = held.organization
WHERE NOT former OR NOT EXISTS (SELECT 1 FROM held AS other WHERE other.actor = held.actor AND NOT other.former)
ORDER BY held.actor, position
