-- Who belongs to which organization on :as_of: every role that covers the day; for one with none, those that had ended.
WITH held AS (
    SELECT record AS person, organization, role, position,
        end_date_latest IS NOT NULL AND end_date_latest < :as_of AS former
    FROM person_memberships
    WHERE organization IS NOT NULL
      -- if to: AND record IN (SELECT value FROM json_each(:to))
      AND (start_date_earliest IS NULL OR start_date_earliest <= :as_of OR end_date_latest < :as_of)
)
SELECT
    person, held.organization, organization.name AS organization_name,
    CASE WHEN former THEN 'former ' || role ELSE role END AS role
FROM held
LEFT JOIN main.organization AS organization ON organization.id = held.organization
WHERE NOT former OR NOT EXISTS (SELECT 1 FROM held AS other WHERE other.person = held.person AND NOT other.former)
ORDER BY person, position
