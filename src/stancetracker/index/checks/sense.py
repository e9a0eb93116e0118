"""Checks of what records say: each fits the others, and judges nobody."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from stancetracker.base import wording
from stancetracker.index.checks.findings import Finding, Findings, place_of
from stancetracker.ledger.kinds import CLASS_BY_KIND

STANDS: Final = "{0}.id NOT IN (SELECT corrects FROM correction)"
"""SQL for a record of a table that no correction withdraws."""
_CONTRADICTED: Final = f"""
WITH spoke(speaker, issue, first) AS MATERIALIZED (
    SELECT speaker, issue, min(date_latest || id) FROM statement
    WHERE audience = 'public' AND verification <> 'disputed' AND {STANDS.format("statement")}
    GROUP BY issue, speaker
)
SELECT silence.id, position, value, date_earliest, substr(first, 1, 10), substr(first, 11)
FROM silence
CROSS JOIN silence_actors ON record = silence.id
CROSS JOIN spoke ON spoke.issue = silence.issue AND speaker = value
WHERE substr(first, 1, 10) < date_earliest AND {STANDS.format("silence")}
"""
# Of one day, two supersessions may be a chain; whatever else withdrew the replacement, it was gone.
_WITHDRAWN: Final = """
WITH gone(id, day) AS MATERIALIZED (
    SELECT corrects, min(recorded || (type = 'supersession') || id) FROM correction GROUP BY corrects
)
SELECT correction.id, replacement, substr(day, 12) FROM correction JOIN gone ON gone.id = replacement
WHERE replacement <> corrects AND substr(day, 1, 11) < recorded || '1'
"""
OURS: Final = ("summary", "reason", "note")
"""The fields whose words are ours."""
_QUOTED: Final = re.compile(r"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|“[^”]*”|«[^»]*»")
_JUDGING: Final = re.compile(rf"\b(?:{'|'.join(wording.FORBIDDEN)})\b", re.IGNORECASE)
_ABOUT: Final = """
WITH about(record, actor) AS (
    SELECT "to", speaker FROM reply JOIN statement ON statement.id = "to"
    UNION SELECT "to", value FROM reply JOIN silence_actors ON record = "to"
    UNION SELECT "to", actor FROM reply JOIN tie ON tie.id = "to"
    UNION SELECT "to", counterparty FROM reply JOIN tie ON tie.id = "to" WHERE counterparty IS NOT NULL
    UNION SELECT "to", actor.id FROM reply JOIN actor ON actor.id = "to"
)
SELECT reply.id, "to", (SELECT json_group_array(actor) FROM about WHERE record = "to") FROM reply
WHERE "to" IN (SELECT record FROM about) AND NOT EXISTS (
    SELECT 1 FROM about WHERE record = "to" AND actor = "by"
)
"""


def silence_contradicted(connection: sqlite3.Connection, today: str) -> Findings:
    """A silence although the actor had spoken

    A silence says that up to its first possible day nobody found a public statement. Here is one, by the same
    actor on the same issue, that was surely public before that day. One of the two is wrong: retract the
    silence (a `correction` with the statement as its evidence), or fix the date of the statement. A statement
    of the very day of the silence is no contradiction.

    wrong: statement of person-a dated 2026-01-20, silence of person-a dated 2026-01-26
    right: the same two, and {"kind":"correction","corrects":"silence-...","type":"retraction",...}
    """
    for record, position, actor, start, day, statement in connection.execute(_CONTRADICTED):
        message = f"{actor} spoke by {day} ({statement}), before this silence of {start}"
        yield Finding(record, ("actors", position), message, "correct the silence, or the statement")


def event_on_other_issue(connection: sqlite3.Connection, today: str) -> Findings:
    """A statement at an event of another issue

    The `event` of a statement must list the statement's issue among its own.
    """
    query = """
        SELECT statement.id, event.id FROM statement JOIN event ON event.id = event
        WHERE NOT EXISTS (SELECT 1 FROM event_issues WHERE record = event.id AND value = issue)
    """
    issues = "SELECT value FROM event_issues WHERE record = ? ORDER BY position"
    for record, event in connection.execute(query):
        about = ", ".join(issue for (issue,) in connection.execute(issues, (event,)))
        yield Finding(record, ("event",), f"{event} is about {about}")


def demand_on_other_issue(connection: sqlite3.Connection, today: str) -> Findings:
    """A statement that backs a demand of another issue

    The petition of each demand must be about the statement's issue.
    """
    query = """
        SELECT statement.id, position, petition.id, petition.issue FROM statement_demands
        JOIN statement ON statement.id = record
        JOIN petition ON petition.id = substr(value, 1, instr(value, '/') - 1)
        WHERE petition.issue <> statement.issue
    """
    for record, position, petition, issue in connection.execute(query):
        yield Finding(record, ("demands", position), f"{petition} is about {issue}")


def correction_of_correction(connection: sqlite3.Connection, today: str) -> Findings:
    """A correction of a correction

    Corrections are not corrected, so that what is withdrawn stays so on every branch. Add the right record
    anew instead.
    """
    query = "SELECT one.id, one.corrects FROM correction AS one JOIN correction AS other ON other.id = one.corrects"
    for record, corrects in connection.execute(query):
        yield Finding(record, ("corrects",), f"{corrects} is a correction")


def replaced_by_itself(connection: sqlite3.Connection, today: str) -> Findings:
    """A record that is to replace itself

    A supersession withdraws one record and names another that takes its place.
    """
    for record, corrects in connection.execute(
        "SELECT id, corrects FROM correction WHERE replacement = corrects"
    ):
        yield Finding(record, ("replacement",), f"{corrects} can't be replaced by itself")


def replacement_other_kind(connection: sqlite3.Connection, today: str) -> Findings:
    """A replacement of another kind

    A statement is superseded by another statement, a silence by another silence.
    """
    query = """
        SELECT correction.id, old.id, new.id FROM correction
        JOIN record AS old ON old.id = corrects JOIN record AS new ON new.id = replacement
        WHERE old.kind <> new.kind
    """
    for record, old, new in connection.execute(query):
        message = f"{old} can't be replaced by {new}, which is of another kind"
        yield Finding(record, ("replacement",), message)


def replacement_withdrawn(connection: sqlite3.Connection, today: str) -> Findings:
    """A replacement that was withdrawn itself

    On the day of the supersession its replacement was already withdrawn, or it leads back to what it replaces
    (two records that supersede each other): no record would stand. Name the one that does. A replacement may
    well be superseded or retracted on a later day: that is history, and no mistake.
    """
    hint = "name a record that stands"
    told = set()
    for record, new, gone in connection.execute(_WITHDRAWN).fetchall():
        told.add(record)
        why = f"was withdrawn by {gone} at {place_of(connection, gone)}"
        yield Finding(record, ("replacement",), f"{new} {why}", hint)
    for record, old, new in _in_a_circle(connection):
        if record not in told:
            yield Finding(record, ("replacement",), f"{new} is itself replaced by {old}", hint)


def _in_a_circle(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield the supersessions whose replacement leads back to what they replace: id, old and new."""
    query = "SELECT id, corrects, replacement FROM correction WHERE replacement <> corrects"
    edges = defaultdict[str, list[str]](list)
    for _, old, new in connection.execute(query):
        edges[old].append(new)
    circle = _circles(edges)
    for record, old, new in connection.execute(query):
        if old in circle and circle[old] == circle.get(new):
            yield record, old, new


def _circles(edges: Mapping[str, list[str]]) -> dict[str, str]:
    """Map each node to the first found of those that it leads to and that lead to it (Kosaraju's algorithm)."""
    finished: dict[str, None] = {}
    back = defaultdict[str, list[str]](list)
    seen: set[str] = set()
    for start in edges:
        waiting = [(start, False)]
        while waiting:
            node, is_done = waiting.pop()
            if is_done:
                finished[node] = None
            elif node not in seen:
                seen.add(node)
                waiting.append((node, True))
                for following in edges.get(node, ()):
                    back[following].append(node)
                    waiting.append((following, False))
    found: dict[str, str] = {}
    for root in reversed(finished):
        nodes = [root]
        while nodes:
            node = nodes.pop()
            if node not in found:
                found[node] = root
                nodes += back.get(node, ())
    return found


def replaced_before_recorded(connection: sqlite3.Connection, today: str) -> Findings:
    """A supersession recorded before its replacement

    One of the two days is wrong: a record must be known before it can take the place of another.
    """
    for record, new, recorded in _recorded_later(connection, "replacement", "replacement <> corrects"):
        yield Finding(record, ("recorded",), f"{new} was recorded later, on {recorded}")


def corrected_before_recorded(connection: sqlite3.Connection, today: str) -> Findings:
    """A correction recorded before what it corrects

    One of the two days is wrong: a record must be known before it can be corrected.
    """
    for record, old, recorded in _recorded_later(connection, "corrects", "1"):
        yield Finding(record, ("recorded",), f"{old} was recorded later, on {recorded}")


def _recorded_later(connection: sqlite3.Connection, field: str, condition: str) -> sqlite3.Cursor:
    return connection.execute(f"""
        SELECT correction.id, {field}, json ->> 'recorded' AS day FROM correction JOIN record ON record.id = {field}
        WHERE day > recorded AND {condition}
    """)


def response_mismatch(connection: sqlite3.Connection, today: str) -> Findings:
    """A response that does not go with the basis

    Whoever asked says what came back, be it nothing, so `asked` does not go with `none-found`; whoever only
    searched, without asking, has no reply, refusal or evasion to report: `own-search` goes with `none-found`
    alone. If you asked and searched, write two silences. `reported` goes with any: whether anybody was asked
    is for that report to say.
    """
    query = """
        SELECT id, basis, response FROM silence
        WHERE basis <> 'reported' AND (basis = 'asked') = (response = 'none-found')
    """
    for record, basis, response in connection.execute(query):
        yield Finding(record, ("response",), f"`{response}` does not go with the basis `{basis}`")


def panel_twice(connection: sqlite3.Connection, today: str) -> Findings:
    """An actor who is twice in a panel

    Each counts once.
    """
    yield from _twice(connection, "issue", "panel")


def actor_twice(connection: sqlite3.Connection, today: str) -> Findings:
    """An actor who is twice in a silence

    Each is named once.
    """
    yield from _twice(connection, "silence", "actors")


def _twice(connection: sqlite3.Connection, kind: str, field: str) -> Findings:
    # By an index first: hardly ever is there any.
    table = f"{kind}_{field}"
    repeated = f"SELECT record, value FROM {table} GROUP BY value, record HAVING count(*) > 1"
    positions = (
        f"SELECT position FROM {table} WHERE record = ? AND value = ? ORDER BY position LIMIT -1 OFFSET 1"
    )
    for record, actor in connection.execute(repeated).fetchall():
        for (position,) in connection.execute(positions, (record, actor)):
            yield Finding(record, (field, position), f"{actor} is named twice")


def no_dataset_record(connection: sqlite3.Connection, today: str) -> Findings:
    """A dataset without a name

    A line says what the dataset is called, who publishes it and under which licence:

    {"kind":"dataset","title":"...","publisher":"...","licence":"CC-BY-4.0","contact":"..."}
    """
    if connection.execute("SELECT 1 FROM dataset").fetchone() is None:
        message = "no `dataset` record says who publishes this, and under which licence"
        yield Finding(None, (), message, "stancetracker add dataset --help")


def second_hand_only(connection: sqlite3.Connection, today: str) -> Findings:
    """A statement known at second hand only

    None of its sources is `primary`: the speaker's own post, letter, speech or filing. Add one if there is
    one.
    """
    query = f"""
        SELECT id FROM statement WHERE {STANDS.format("statement")} AND NOT EXISTS (
            SELECT 1 FROM source WHERE record = statement.id AND part = '' AND tier = 'primary'
        )
    """
    for (record,) in connection.execute(query):
        yield Finding(record, ("sources",), "no primary source")


def judging_words(connection: sqlite3.Connection, today: str) -> Findings:
    """A word that judges in our own words

    Summaries, reasons and notes are ours, and say what was said or done without judging it: nobody `refused`,
    `failed`, `ignored`, spoke `finally`, is `still` silent or `broke their silence`. Between quotation marks
    the words are somebody's, and may stand.

    wrong: "summary":"Finally spoke against it."
    right: "summary":"Spoke against it."
    """
    for kind, record_class in CLASS_BY_KIND.items():
        for field in OURS:
            if field in record_class.model_fields:
                query = f"SELECT id, {field} FROM [{kind}] WHERE {field} IS NOT NULL"
                for record, text in connection.execute(query):
                    if word := judging_word(text):
                        yield Finding(record, (field,), f"“{word}” judges", "say what was said or done")


def judging_word(text: str) -> str | None:
    """Return the first word of ours that judges, outside quotation marks."""
    if not _JUDGING.search(text):
        return None
    word = _JUDGING.search(_QUOTED.sub("", text))
    return word and word[0]


def reply_in_other_name(connection: sqlite3.Connection, today: str) -> Findings:
    """A reply by somebody the record is not about

    Anyone a record is about can answer it: its speaker, the actors of a silence, a party of a tie, the actor
    itself. A reply by anyone else is shown as theirs; see that its source says so.
    """
    for record, target, about in connection.execute(_ABOUT):
        yield Finding(record, ("by",), f"{target} is about {', '.join(sorted(json.loads(about)))}")
