-- Every text that `search` reads, with the record it stands in; oldest first, what has no date before all others.
WITH record(id, kind, issue, actor, date, earliest, latest, found_from, recorded) AS (
    SELECT id, 'person', NULL, id, NULL, NULL, NULL, NULL, NULL FROM person
    UNION ALL SELECT id, 'organization', NULL, id, NULL, NULL, NULL, NULL, NULL FROM organization
    UNION ALL SELECT id, 'issue', id, NULL, NULL, NULL, NULL, NULL, NULL FROM issue
    UNION ALL
    SELECT id, 'event',
        (SELECT group_concat(value, ' ') FROM (
            SELECT value FROM event_issues WHERE record = event.id ORDER BY position
        )),
        NULL, date, date_earliest, date_latest, date_earliest, NULL
    FROM event
    UNION ALL
    SELECT id, 'petition', issue, NULL, published, published_earliest, published_latest, published_earliest, NULL
    FROM petition
    UNION ALL
    SELECT id, 'statement', issue, speaker, date, date_earliest, date_latest,
        coalesce(made_public_earliest, date_earliest), recorded
    FROM statement
    UNION ALL
    SELECT id, 'silence', issue,
        (SELECT group_concat(value, ' ') FROM (
            SELECT value FROM silence_actors WHERE record = silence.id ORDER BY position
        )),
        date, date_earliest, date_latest, date_earliest, recorded
    FROM silence
    UNION ALL
    SELECT id, 'tie', NULL, actor, coalesce(date, period), coalesce(date_earliest, period_earliest),
        coalesce(date_latest, period_latest), coalesce(date_earliest, period_earliest), recorded
    FROM tie
),
-- A reply is on the issue of what it answers; a correction is about whom and what the corrected record is.
answer(id, kind, issue, actor, date, earliest, latest, found_from, recorded) AS (
    SELECT reply.id, 'reply', record.issue, reply.by,
        reply.date, reply.date_earliest, reply.date_latest, reply.date_earliest, reply.recorded
    FROM reply LEFT JOIN record ON record.id = reply."to"
    UNION ALL
    SELECT correction.id, 'correction', record.issue, record.actor, NULL, NULL, NULL, NULL, correction.recorded
    FROM correction LEFT JOIN record ON record.id = correction.corrects
),
anything AS (SELECT * FROM record UNION ALL SELECT * FROM answer),
words(record, field, text) AS (
    SELECT id, 'name', name FROM person
    UNION ALL SELECT record, 'other_names.' || position, value FROM person_other_names
    UNION ALL SELECT id, 'note', note FROM person
    UNION ALL SELECT id, 'name', name FROM organization
    UNION ALL SELECT record, 'other_names.' || position, value FROM organization_other_names
    UNION ALL SELECT id, 'note', note FROM organization
    UNION ALL SELECT id, 'title', title FROM issue
    UNION ALL SELECT id, 'proposition', proposition FROM issue
    UNION ALL SELECT id, 'note', note FROM issue
    UNION ALL SELECT id, 'title', title FROM event
    UNION ALL SELECT id, 'note', note FROM event
    UNION ALL SELECT id, 'title', title FROM petition
    UNION ALL SELECT record, 'demands.' || position || '.text', text FROM petition_demands
    UNION ALL SELECT id, 'note', note FROM petition
    UNION ALL SELECT id, 'label', label FROM statement
    UNION ALL SELECT id, 'quote', quote FROM statement
    UNION ALL SELECT id, 'summary', summary FROM statement
    UNION ALL SELECT id, 'note', note FROM statement
    UNION ALL SELECT id, 'label', label FROM silence
    UNION ALL SELECT id, 'note', note FROM silence
    UNION ALL SELECT id, 'title', title FROM tie
    UNION ALL SELECT id, 'note', note FROM tie
    UNION ALL SELECT id, 'reason', reason FROM correction
    UNION ALL SELECT id, 'text', text FROM reply
    UNION ALL
    SELECT record, CASE part WHEN '' THEN '' ELSE replace(part, '/', '.') || '.' END || 'sources.' || position || '.title',
        title
    FROM source
    UNION ALL
    SELECT record, CASE part WHEN '' THEN '' ELSE replace(part, '/', '.') || '.' END || 'sources.' || position || '.citation',
        citation
    FROM source
)
SELECT
    anything.id AS record, anything.kind, words.field, anything.issue, anything.actor,
    anything.date, anything.earliest, anything.latest, anything.found_from, anything.recorded,
    words.text
FROM words
JOIN anything ON anything.id = words.record
WHERE words.text IS NOT NULL
ORDER BY anything.latest IS NOT NULL, anything.latest, anything.earliest, anything.id, words.field
