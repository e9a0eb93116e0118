-- Silences, a row for each actor, with the best source of each, and whether each counts as of :as_of.
SELECT
    silence.*, sought.value AS actor, coalesce(person.name, organization.name) AS name,
    (
        SELECT group_concat(text, '; ') FROM (
            SELECT value || coalesce(', ' || nullif(coalesce([from], '..') || '/' || coalesce([to], ''), '../'), '')
                || coalesce(', ' || matched || ' of ' || items || ' matched', '') || coalesce(', ' || url, '') AS text
            FROM main.silence_searched WHERE record = silence.id ORDER BY position
        )
    ) AS searched,
    coalesce(source.url, source.citation) AS source,
    source.publisher, source.original_publisher, source.tier,
    source.author, source.published, source.language AS source_language,
    silence.withdrawn IS NULL AND silence.date_latest <= :as_of AS counts
FROM main.silence AS silence
JOIN main.silence_actors AS sought ON sought.record = silence.id
LEFT JOIN main.person AS person ON person.id = sought.value
LEFT JOIN main.organization AS organization ON organization.id = sought.value
LEFT JOIN main.source AS source ON source.record = silence.id AND source.part = '' AND source.position = CASE
    -- Most records have one source, whose rank need not be computed.
    WHEN NOT EXISTS (SELECT 1 FROM main.source WHERE record = silence.id AND part = '' AND position > 0) THEN 0
    ELSE (
        SELECT position FROM (:ranked_source) AS ranked
        WHERE ranked.record = silence.id AND ranked.part = ''
        ORDER BY ranked.rank, position LIMIT 1
    )
END
WHERE TRUE
  -- if issue: AND silence.issue = :issue
  -- if actor: AND sought.value = :actor
  -- if actors: AND sought.value IN (SELECT value FROM json_each(:actors))
  -- if to: AND silence.id IN (SELECT value FROM json_each(:to))
ORDER BY silence.date_earliest, silence.date_latest, silence.id, sought.position
