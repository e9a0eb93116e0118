-- Every text that `search` reads, with the record it stands in; oldest first, what has no date before all others.
-- Each kind for itself, so that a row leads to its texts and no list of all records is made.
WITH issues_of(record, issue) AS NOT MATERIALIZED (
    SELECT id, (SELECT group_concat(value, ' ') FROM (
        SELECT value FROM event_issues WHERE record = event.id ORDER BY position
    ))
    FROM event
),
actors_of(record, actor) AS NOT MATERIALIZED (
    SELECT id, (SELECT group_concat(value, ' ') FROM (
        SELECT value FROM silence_actors WHERE record = silence.id ORDER BY position
    ))
    FROM silence
),
-- The issue and the actor of what is answered or corrected.
answered(answer, issue, actor) AS NOT MATERIALIZED (
    SELECT answer.id,
        coalesce(
            statement.issue, silence.issue, petition.issue, issue.id,
            (SELECT issues_of.issue FROM issues_of WHERE issues_of.record = event.id)
        ),
        coalesce(
            statement.speaker, (SELECT actors_of.actor FROM actors_of WHERE actors_of.record = silence.id), tie.actor,
            person.id, organization.id
        )
    FROM (SELECT id, corrects AS "to" FROM correction UNION ALL SELECT id, "to" FROM reply) AS answer
    LEFT JOIN statement ON statement.id = answer."to"
    LEFT JOIN silence ON silence.id = answer."to"
    LEFT JOIN petition ON petition.id = answer."to"
    LEFT JOIN issue ON issue.id = answer."to"
    LEFT JOIN event ON event.id = answer."to"
    LEFT JOIN tie ON tie.id = answer."to"
    LEFT JOIN person ON person.id = answer."to"
    LEFT JOIN organization ON organization.id = answer."to"
),
text(record, kind, field, issue, actor, date, earliest, latest, found_from, recorded, text) AS (
    SELECT person.id, 'person', field,
        NULL, person.id, NULL, NULL, NULL, NULL, NULL,
        CASE field WHEN 'name' THEN person.name WHEN 'note' THEN person.note END
    FROM person CROSS JOIN (SELECT 'name' AS field UNION ALL SELECT 'note')
    UNION ALL
    SELECT person.id, 'person', 'other_names.' || position,
        NULL, person.id, NULL, NULL, NULL, NULL, NULL, value
    FROM person JOIN person_other_names ON record = person.id
    UNION ALL
    SELECT organization.id, 'organization', field,
        NULL, organization.id, NULL, NULL, NULL, NULL, NULL,
        CASE field WHEN 'name' THEN organization.name WHEN 'note' THEN organization.note END
    FROM organization CROSS JOIN (SELECT 'name' AS field UNION ALL SELECT 'note')
    UNION ALL
    SELECT organization.id, 'organization', 'other_names.' || position,
        NULL, organization.id, NULL, NULL, NULL, NULL, NULL, value
    FROM organization JOIN organization_other_names ON record = organization.id
    UNION ALL
    SELECT issue.id, 'issue', field,
        issue.id, NULL, NULL, NULL, NULL, NULL, NULL,
        CASE field WHEN 'title' THEN issue.title WHEN 'proposition' THEN issue.proposition WHEN 'note' THEN issue.note END
    FROM issue CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'proposition' UNION ALL SELECT 'note')
    UNION ALL
    SELECT event.id, 'event', field,
        (SELECT issue FROM issues_of WHERE issues_of.record = event.id), NULL, event.date, event.date_earliest,
        event.date_latest, event.date_earliest, NULL,
        CASE field WHEN 'title' THEN event.title WHEN 'note' THEN event.note END
    FROM event CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'note')
    UNION ALL
    SELECT event.id, 'event', CASE part WHEN '' THEN '' ELSE replace(part, '/', '.') || '.' END
        || 'sources.' || position || '.' || field,
        (SELECT issue FROM issues_of WHERE issues_of.record = event.id), NULL, event.date, event.date_earliest,
        event.date_latest, event.date_earliest, NULL,
        CASE field WHEN 'title' THEN source.title ELSE citation END
    FROM event CROSS JOIN source ON source.record = event.id
    CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'citation')
    UNION ALL
    SELECT petition.id, 'petition', field,
        petition.issue, NULL, petition.published, petition.published_earliest, petition.published_latest,
        petition.published_earliest, NULL,
        CASE field WHEN 'title' THEN petition.title WHEN 'note' THEN petition.note END
    FROM petition CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'note')
    UNION ALL
    SELECT petition.id, 'petition', 'demands.' || position || '.text',
        petition.issue, NULL, petition.published,
        petition.published_earliest, petition.published_latest, petition.published_earliest, NULL, demand.text
    FROM petition JOIN petition_demands AS demand ON demand.record = petition.id
    UNION ALL
    SELECT petition.id, 'petition', CASE part WHEN '' THEN '' ELSE replace(part, '/', '.') || '.' END
        || 'sources.' || position || '.' || field,
        petition.issue, NULL, petition.published, petition.published_earliest, petition.published_latest,
        petition.published_earliest, NULL,
        CASE field WHEN 'title' THEN source.title ELSE citation END
    FROM petition CROSS JOIN source ON source.record = petition.id
    CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'citation')
    UNION ALL
    SELECT statement.id, 'statement', field,
        statement.issue, statement.speaker, statement.date, statement.date_earliest, statement.date_latest,
        coalesce(statement.made_public_earliest, statement.date_earliest), statement.recorded,
        CASE field WHEN 'label' THEN statement.label WHEN 'quote' THEN statement.quote WHEN 'summary' THEN statement.summary WHEN 'note' THEN statement.note END
    FROM statement CROSS JOIN (SELECT 'label' AS field UNION ALL SELECT 'quote' UNION ALL SELECT 'summary' UNION ALL SELECT 'note')
    UNION ALL
    SELECT statement.id, 'statement', CASE part WHEN '' THEN '' ELSE replace(part, '/', '.') || '.' END
        || 'sources.' || position || '.' || field,
        statement.issue, statement.speaker, statement.date, statement.date_earliest, statement.date_latest,
        coalesce(statement.made_public_earliest, statement.date_earliest), statement.recorded,
        CASE field WHEN 'title' THEN source.title ELSE citation END
    FROM statement CROSS JOIN source ON source.record = statement.id
    CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'citation')
    UNION ALL
    SELECT silence.id, 'silence', field,
        silence.issue, (SELECT actor FROM actors_of WHERE actors_of.record = silence.id), silence.date,
        silence.date_earliest, silence.date_latest, silence.date_earliest, silence.recorded,
        CASE field WHEN 'label' THEN silence.label WHEN 'note' THEN silence.note END
    FROM silence CROSS JOIN (SELECT 'label' AS field UNION ALL SELECT 'note')
    UNION ALL
    SELECT silence.id, 'silence', CASE part WHEN '' THEN '' ELSE replace(part, '/', '.') || '.' END
        || 'sources.' || position || '.' || field,
        silence.issue, (SELECT actor FROM actors_of WHERE actors_of.record = silence.id), silence.date,
        silence.date_earliest, silence.date_latest, silence.date_earliest, silence.recorded,
        CASE field WHEN 'title' THEN source.title ELSE citation END
    FROM silence CROSS JOIN source ON source.record = silence.id
    CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'citation')
    UNION ALL
    SELECT tie.id, 'tie', field,
        NULL, tie.actor, coalesce(tie.date, tie.period), coalesce(tie.date_earliest, tie.period_earliest),
        coalesce(tie.date_latest, tie.period_latest), coalesce(tie.date_earliest, tie.period_earliest),
        tie.recorded,
        CASE field WHEN 'title' THEN tie.title WHEN 'note' THEN tie.note END
    FROM tie CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'note')
    UNION ALL
    SELECT tie.id, 'tie', CASE part WHEN '' THEN '' ELSE replace(part, '/', '.') || '.' END
        || 'sources.' || position || '.' || field,
        NULL, tie.actor, coalesce(tie.date, tie.period), coalesce(tie.date_earliest, tie.period_earliest),
        coalesce(tie.date_latest, tie.period_latest), coalesce(tie.date_earliest, tie.period_earliest),
        tie.recorded,
        CASE field WHEN 'title' THEN source.title ELSE citation END
    FROM tie CROSS JOIN source ON source.record = tie.id
    CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'citation')
    UNION ALL
    SELECT correction.id, 'correction', 'reason',
        (SELECT issue FROM answered WHERE answer = correction.id),
        (SELECT actor FROM answered WHERE answer = correction.id), NULL, NULL, NULL, NULL, correction.recorded,
        correction.reason
    FROM correction
    UNION ALL
    SELECT correction.id, 'correction', CASE part WHEN '' THEN '' ELSE replace(part, '/', '.') || '.' END
        || 'sources.' || position || '.' || field,
        (SELECT issue FROM answered WHERE answer = correction.id),
        (SELECT actor FROM answered WHERE answer = correction.id), NULL, NULL, NULL, NULL, correction.recorded,
        CASE field WHEN 'title' THEN source.title ELSE citation END
    FROM correction CROSS JOIN source ON source.record = correction.id
    CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'citation')
    UNION ALL
    SELECT reply.id, 'reply', 'text',
        (SELECT issue FROM answered WHERE answer = reply.id), reply."by", reply.date, reply.date_earliest,
        reply.date_latest, reply.date_earliest, reply.recorded,
        reply.text
    FROM reply
    UNION ALL
    SELECT reply.id, 'reply', CASE part WHEN '' THEN '' ELSE replace(part, '/', '.') || '.' END
        || 'sources.' || position || '.' || field,
        (SELECT issue FROM answered WHERE answer = reply.id), reply."by", reply.date, reply.date_earliest,
        reply.date_latest, reply.date_earliest, reply.recorded,
        CASE field WHEN 'title' THEN source.title ELSE citation END
    FROM reply CROSS JOIN source ON source.record = reply.id
    CROSS JOIN (SELECT 'title' AS field UNION ALL SELECT 'citation')
)
SELECT record, kind, field, issue, actor, date, earliest, latest, found_from, recorded, text
FROM text
WHERE text IS NOT NULL
ORDER BY latest IS NOT NULL, latest, earliest, record, field
