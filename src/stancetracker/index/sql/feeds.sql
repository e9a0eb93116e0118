-- The addresses of the feeds of actors.
SELECT record AS id, value AS place FROM main.person_feeds
UNION ALL SELECT record, value FROM main.organization_feeds
ORDER BY id
