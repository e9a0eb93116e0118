-- silent: For whom was no public statement found, who checked, and up to which day?
SELECT issue, name, earliest AS last_checked, checked_by, publisher, original_publisher, basis, response, words,
  stale, private, evidence, source
FROM standing WHERE panel AND status = 'silent' AND :issue IN ('', issue) ORDER BY issue, sort_key;

-- searched: Whom did somebody search for, how often and when last, and what turned up?
SELECT issue, name, last_searched, searches, queries, finds, evidence
FROM standing WHERE panel AND status = 'searched' AND :issue IN ('', issue) ORDER BY issue, sort_key;

-- unchecked: Who was never looked for?
SELECT issue, name, actor_kind, role, organization_name
FROM standing WHERE panel AND status = 'unchecked' AND :issue IN ('', issue) ORDER BY issue, sort_key;

-- words: What did they say, and where was it read?
SELECT issue, date, name, stance, stance_basis, quote, wording, language, summary, channel, publisher, original_publisher, id, source
FROM statement WHERE :issue IN ('', issue) ORDER BY date_latest, name;

-- after: Between how many days after each trigger did each statement come?
SELECT v.value AS issue, event.title AS trigger, event.date AS trigger_date, s.name, s.date, s.stance,
  max(julianday(s.date_earliest) - julianday(event.date_latest), 0) AS days_earliest,
  julianday(s.date_latest) - julianday(event.date_earliest) AS days_latest, s.id
FROM event JOIN event_issues v ON v.record = event.id JOIN statement s ON s.issue = v.value
WHERE event.trigger AND s.date_latest >= event.date_earliest AND :issue IN ('', v.value)
ORDER BY v.value, event.date_earliest, days_earliest, days_latest, s.name;

-- moved: Who took one side and later another, and in which words?
SELECT s.issue, s.name, s.date, s.stance, s.stance_basis, s.quote, s.summary, s.publisher, s.original_publisher, s.id, s.source
FROM standing JOIN statement s ON s.issue = standing.issue AND s.speaker = standing.actor
WHERE standing.moved AND s.stance != 'neither' AND :issue IN ('', s.issue) ORDER BY s.issue, standing.sort_key, s.date_latest;

-- translations: What is a translation, and of which words?
SELECT s.issue, s.name, s.date, s.language, s.quote, t.language AS into_language, t.text AS translation, t."by", s.id, s.source
FROM statement_translations t JOIN statement s ON s.id = t.record WHERE :issue IN ('', s.issue) ORDER BY s.date_latest, t.language;

-- private: Whose private words were made known?
SELECT issue, date, made_public, name, stance, quote, summary, audience, channel, publisher, original_publisher, id, source
FROM statement_all WHERE private AND :issue IN ('', issue) ORDER BY date_latest, name;
