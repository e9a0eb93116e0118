-- The role of each person on :as_of: the first listed that covers the day, else the last that had ended, as a former one.
WITH held AS (
    SELECT record AS actor, organization,
        CASE WHEN end_date_latest < :as_of THEN 'former ' || role ELSE role END AS role,
        row_number() OVER (
            PARTITION BY record
            ORDER BY coalesce(end_date_latest < :as_of, FALSE),
                CASE WHEN end_date_latest < :as_of THEN end_date_latest END DESC,
                position
        ) AS place
    FROM main.person_memberships
    WHERE (coalesce(start_date_earliest <= :as_of, TRUE) OR end_date_latest < :as_of)
      -- if actor: AND record = :actor
)
SELECT held.actor, person.name, held.role, held.organization, organization.name AS organization_name,
    NULL AS start_date, NULL AS end_date
FROM held
JOIN main.person AS person ON person.id = held.actor
LEFT JOIN main.organization AS organization ON organization.id = held.organization
WHERE held.place = 1
