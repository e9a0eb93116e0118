"""The laws of a standing: the SQL agrees with an oracle in plain Python, whatever the dataset."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests import oracle
from tests.datasets import asked, complete, indexed, rows
from tests.depth import STRIDE, quick, rest_slow
from tests.index import strategies
from tests.index.strategies import ACTORS, DAYS, ISSUES, Line

from stancetracker.base import vocabulary, wording
from stancetracker.index import queries, record_queries
from stancetracker.index.queries import Question, set_question

questions = strategies.questions.map(lambda question: Question(*question))


def answered(connection: sqlite3.Connection, question: Question) -> dict[str, list[Any]]:
    """Return everything that an index answers, without the data version."""
    with asked(connection, question) as lines:
        return {
            "standings": rows(queries.standings(lines)),
            "statements": record_queries.statements(lines, question),
            "silences": record_queries.silences(lines, question),
            "replies": record_queries.replies(lines, question),
            "corrections": record_queries.corrections(lines, question),
            "events": record_queries.events(lines, question),
            "ties": record_queries.ties(lines, question),
        }


def answers(question: Question, *files: list[Line]) -> dict[str, list[Any]]:
    with indexed(*files) as connection:
        return answered(connection, question)


def standing_rows(question: Question, *files: list[Line]) -> list[Any]:
    return answers(question, *files)["standings"]


@quick
@given(strategies.datasets(), st.lists(questions, min_size=4, max_size=8))
def test_the_sql_says_what_the_oracle_says(lines: list[Line], questions: list[Question]) -> None:
    with indexed(lines) as connection:
        for question in questions:
            with asked(connection, question) as cut:
                standings = rows(queries.standings(cut))

            assert (
                oracle.standings(lines, question.as_of, question.known_by, question.audience)
                == standings
            )


@pytest.mark.parametrize("audience", rest_slow(["public", "any"]))
def test_the_sql_says_what_the_oracle_says_of_the_shipped_data(
    shipped: sqlite3.Connection, audience: str
) -> None:
    lines = [json.loads(text) for (text,) in shipped.execute("SELECT json FROM main.record")]
    days = ((date(2026, 1, 6) + timedelta(days)).isoformat() for days in range(0, 41, STRIDE))
    for day in (*days, "2026-11-25"):
        set_question(shipped, Question(day, None, audience))

        assert oracle.standings(lines, day, None, audience) == rows(queries.standings(shipped))


@quick
@given(strategies.datasets(), questions, st.data())
def test_a_record_of_a_later_day_changes_no_standing_of_an_earlier_one(
    lines: list[Line], question: Question, data: st.DataObject
) -> None:
    later = [day for day in [*DAYS, "2027-01-01", "2027"] if oracle.span(day)[0] > question.as_of]
    day = st.sampled_from(later)
    kinds = strategies.statements() | strategies.silences() | strategies.searches()
    added = data.draw(kinds | strategies.events)
    added = {**added, "id": "added", "date": data.draw(day | day.map("{}/2027-02".format))}
    if "made_public" in added:
        added["made_public"] = data.draw(day)

    assert standing_rows(question, lines) == standing_rows(question, [*lines, added])


@quick
@given(strategies.datasets(), questions, st.sampled_from(DAYS[:-1]), st.data())
def test_a_record_made_later_changes_no_answer_known_by_an_earlier_day(
    lines: list[Line], question: Question, known_by: str, data: st.DataObject
) -> None:
    after = st.sampled_from([day for day in DAYS if day > known_by])
    correctable = [line for line in lines if "recorded" in line and line["kind"] != "correction"]
    kinds = strategies.statements(after) | strategies.silences(after) | strategies.searches(after)
    if correctable:
        kinds |= strategies.replies(correctable[0]["id"], after) | strategies.corrections(
            correctable, after
        )
    added = strategies.numbered(data.draw(st.lists(kinds, min_size=1, max_size=3)), "added")
    question = question._replace(known_by=known_by)

    assert answers(question, lines) == answers(question, [*lines, *added])


@quick
@given(strategies.datasets(), questions, st.data())
def test_the_order_of_lines_and_files_changes_nothing(
    lines: list[Line], question: Question, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(lines))
    middle = data.draw(st.integers(0, len(lines)))
    with (
        indexed(lines) as connection,
        indexed(shuffled[:middle], shuffled[middle:]) as shuffled_connection,
    ):
        # The data version depends on the records, not on their places.
        assert queries.data_version(connection) == queries.data_version(shuffled_connection)
        assert answered(connection, question) == answered(shuffled_connection, question)


@quick
@given(strategies.datasets(), questions, st.data())
def test_a_line_twice_is_a_line_once(
    lines: list[Line], question: Question, data: st.DataObject
) -> None:
    copies = [
        dict(line) for line in data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=3))
    ]
    for line in copies:
        if "recorded" in line:
            line["recorded"] = data.draw(
                st.sampled_from([day for day in DAYS if day >= line["recorded"]])
            )

    assert answers(question, lines) == answers(question, copies, lines)


@quick
@given(strategies.datasets(), questions, st.data())
def test_a_record_and_its_withdrawal_change_no_standing(
    lines: list[Line], question: Question, data: st.DataObject
) -> None:
    kinds = strategies.statements() | strategies.silences() | strategies.searches()
    added = {**data.draw(kinds | strategies.events), "id": "added"}
    [withdrawal] = strategies.numbered([data.draw(strategies.corrections([added]))], "withdrawal")
    assume(withdrawal["corrects"] == "added")
    assume(
        question.known_by is None
        or question.known_by >= max(added.get("recorded", ""), withdrawal["recorded"])
    )

    assert standing_rows(question, lines) == standing_rows(question, [*lines, added, withdrawal])


def checked_days(question: Question, lines: list[Line]) -> dict[tuple[str, str], str]:
    """Return the last day for which somebody answers that none was found, by issue and actor."""
    standings = standing_rows(question, lines)
    return {(row["issue"], row["actor"]): row["last_checked"] or "" for row in standings}


@quick
@given(strategies.datasets(), questions, questions, st.lists(strategies.silences(), max_size=3))
def test_the_last_check_never_goes_back_as_days_pass_or_silences_are_added(
    lines: list[Line], question: Question, other: Question, silences: list[Line]
) -> None:
    first, last = sorted((question.as_of, other.as_of))
    question = question._replace(as_of=first, known_by=None)
    before = checked_days(question, lines)
    added = [*lines, *strategies.numbered(silences, "added")]
    after = checked_days(question._replace(as_of=last), added)

    assert all(day <= after.get(pair, "9999") for pair, day in before.items())


@quick
@given(strategies.datasets(), questions)
def test_each_member_of_a_panel_has_exactly_one_standing(
    lines: list[Line], question: Question
) -> None:
    standings = standing_rows(question, lines)
    pairs = [(row["issue"], row["actor"]) for row in standings]
    members = {
        (line["id"], entry)
        for line in lines
        if line["kind"] == "issue"
        for entry in line.get("panel", [])
        if isinstance(entry, str)
    }

    assert len(pairs) == len(set(pairs))
    assert members <= {pair for pair, row in zip(pairs, standings, strict=True) if row["panel"]}


@quick
@given(strategies.datasets(), questions)
def test_each_statement_and_silence_says_whether_it_counts(
    lines: list[Line], question: Question
) -> None:
    answer = answers(question, lines)
    world = oracle.World(lines, question.as_of, question.known_by, question.audience)
    pairs = [*product(ISSUES, ACTORS)]
    statements = [line for pair in pairs for line in world.statements(*pair)]
    silences = [line for pair in pairs for line in world.silences(*pair)]

    rows = answer["statements"]
    assert ids(world.lines_of("statement")) == {row.id for row in rows}
    assert ids(filter(world.counts, statements)) == {row.id for row in rows if row.counts}
    assert ids(filter(world.is_private, statements)) == {row.id for row in rows if row.private}
    assert ids(silences) == {row.id for row in answer["silences"] if row.counts}


def ids(lines: Iterable[Line]) -> set[str]:
    return {line["id"] for line in lines}


FIXED: list[Line] = [
    {"kind": "person", "id": "ada"},
    {"kind": "person", "id": "bo"},
    {"kind": "organization", "id": "acme"},
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "recheck_days": 5},
    {"kind": "issue", "id": "tunnel"},
]
TRIGGER = {"kind": "event", "id": "e", "date": "2026-01-06", "trigger": True}
NO_TRIGGER = {**TRIGGER, "trigger": False}
WITHDRAWAL = {"kind": "correction", "id": "c", "corrects": "e"}


def january(day: int | str) -> str:
    """Return a day of January 2026, of which 0 is the day before; a text as it is."""
    return day if isinstance(day, str) else (date(2025, 12, 31) + timedelta(day)).isoformat()


def statement(name: str, day: int | str, stance: str = "favor", **more: Any) -> Line:
    return {
        "kind": "statement",
        "id": name,
        "speaker": "ada",
        "date": january(day),
        "stance": stance,
        **more,
    }


def silence(name: str, day: int | str, **more: Any) -> Line:
    return {"kind": "silence", "id": name, "actors": ["ada"], "date": january(day), **more}


def reported(name: str, day: int | str, *sources: Line, **more: Any) -> Line:
    return silence(name, day, basis="reported", sources=list(sources), **more)


def search(name: str, day: int | str, **more: Any) -> Line:
    return {"kind": "search", "id": name, "actors": ["ada"], "date": january(day), **more}


def coding(name: str, by: str, stance: str, of: str = "a", of_version: int = 1) -> Line:
    values = {"statement": of, "of_version": of_version, "by": by, "stance": stance}
    return {"kind": "coding", "id": name, **values}


def reply(name: str, day: int | str, by: str = "ada", to: str = "b") -> Line:
    return {"kind": "reply", "id": name, "by": by, "to": to, "date": january(day)}


LONG_STATEMENT = statement("s", "2026-01-05/2026-01-07")
MEMO = {"audience": "internal", "made_public": "2026-01-04/2026-01-06"}
INFERRED = {"stance_basis": "inferred", "coded_by": "Us", "note": "From the whole."}
QUOTED = {"quote": "Yes.", "wording": "verbatim", "language": "en"}
PRIMARY, SECOND = {"citation": "A", "tier": "primary"}, {"citation": "B", "tier": "secondary"}
OF_NEWSROOM = "https://www.b.org/1"
NEWSROOM = {"kind": "publisher", "id": "b", "type": "newsroom", "domains": ["b.org"]}
ANSWERED = {"url": OF_NEWSROOM, "tier": "secondary"}
UNANSWERED = {"url": "https://c.org/1", "tier": "primary"}
OTHER_ISSUE = {"issue": "tunnel"}
SILENCE, LONG_SILENCE = silence("b", 5), silence("a", "2026-01-05/2026-01-07")
A3, A5, B5 = statement("a", 3), statement("a", 5), statement("b", 5)
UNSURE = statement("c", 5, "undecided")
SECOND_VERSION = statement(
    "a", 3, "against", version=2, reason="It was misread.", recorded="2026-02-02"
)
AGAINST, UNDECIDED, NEITHER = (
    statement("b", 5, stance) for stance in ("against", "undecided", "neither")
)


@pytest.mark.parametrize(
    ("day", "lines", "expected"),
    [
        # A statement counts from its last possible day on, and may have been made from its first.
        (4, [LONG_STATEMENT], {"status": "unchecked", "may_have_spoken": False}),
        (5, [LONG_STATEMENT], {"status": "unchecked", "may_have_spoken": True}),
        (6, [LONG_STATEMENT], {"status": "unchecked", "may_have_spoken": True}),
        (7, [LONG_STATEMENT], {"status": "spoke", "may_have_spoken": False}),
        # A check is dated by its first day and counts from its last; of one first day the best is shown.
        (6, [LONG_SILENCE], {"status": "unchecked"}),
        (7, [LONG_SILENCE], {"status": "silent", "earliest": "2026-01-05"}),
        (9, [LONG_SILENCE, SILENCE], {"evidence": "b"}),
        (9, [SILENCE, {**SILENCE, "id": "c"}], {"evidence": "b"}),
        (9, [SILENCE, {**SILENCE, "id": "c", "sources": [PRIMARY]}], {"evidence": "c"}),
        (9, [SILENCE, silence("c", 5, response="declined")], {"evidence": "c"}),
        (9, [silence("a", 5, basis="reported"), SILENCE], {"evidence": "b"}),
        # One that somebody answers for is shown before a fresher one that nobody does.
        (
            9,
            [reported("a", 5, UNANSWERED), SILENCE, silence("c", 3)],
            {"evidence": "b", "answered": True, "last_checked": "2026-01-05"},
        ),
        (
            9,
            [reported("a", 5, UNANSWERED), reported("d", 3, ANSWERED), NEWSROOM],
            {"evidence": "d", "answered": True, "last_checked": "2026-01-03"},
        ),
        (9, [reported("a", 5, ANSWERED)], {"answered": False, "last_checked": None, "stale": True}),
        (
            9,
            [reported("a", 5, {**UNANSWERED, "original_url": OF_NEWSROOM}), NEWSROOM],
            {"answered": True},
        ),
        (9, [reported("a", 5, {**ANSWERED, "bears": ["day"]}), NEWSROOM], {"answered": False}),
        (
            9,
            [reported("a", 5, {**UNANSWERED, "publisher": "B"}), NEWSROOM],
            {"answered": False, "publisher": "B"},
        ),
        # Of one day, a label in the outlet's own words before a retelling's.
        (
            9,
            [
                reported("a", 5, {**ANSWERED, "original_publisher": "C"}, label="Silent."),
                reported("d", 5, ANSWERED, label="Silent."),
                NEWSROOM,
            ],
            {"evidence": "d", "words": "Silent."},
        ),
        # A search makes no silence; who was searched for is neither silent nor unchecked.
        (4, [search("f", 5)], {"status": "unchecked", "searches": 0}),
        (
            9,
            [search("f", 5), search("g", 3, queries=[{"text": "ada"}, {"text": "bridge"}])],
            {
                "status": "searched",
                "evidence": "f",
                "last_searched": "2026-01-05",
                "searches": 2,
                "queries": 2,
                "finds": 0,
                "words": None,
            },
        ),
        (9, [search("f", 5, found="A reprint.")], {"finds": 1}),
        (
            9,
            [search("f", 5, queries=[{"text": "a", "found": "A."}, {"text": "b", "found": "B."}])],
            {"finds": 1},
        ),
        (9, [search("f", 8), SILENCE], {"status": "silent", "last_searched": "2026-01-08"}),
        (9, [search("f", 8), A3], {"status": "spoke", "searches": 1}),
        (10, [search("f", 5)], {"stale": False}),
        (11, [search("f", 5)], {"stale": True}),
        (6, [search("f", 5), TRIGGER], {"stale": True}),
        (9, [search("f", 5), {**WITHDRAWAL, "corrects": "f"}], {"status": "unchecked"}),
        (0, [search("f", "2025-12-01")], {"status": "unchecked", "searches": 0}),
        # The latest side decides, and another as late makes it mixed.
        (9, [A3, AGAINST], {"stance": "against"}),
        (
            9,
            [AGAINST, statement("c", "2026-01-01/2026-01-05")],
            {"stance": "mixed", "evidence": "b"},
        ),
        # The evidence is the best of them: explicit, certain, quoted, at first hand.
        (9, [statement("a", "2026-01-05/2026-01-07"), B5], {"evidence": "b"}),
        (
            9,
            [statement("a", 5, **INFERRED), LONG_STATEMENT],
            {"evidence": "s", "stance_basis": "explicit"},
        ),
        (9, [A5, statement("b", 5, **QUOTED)], {"evidence": "b"}),
        (9, [A5, statement("b", 5, sources=[PRIMARY])], {"evidence": "b"}),
        (
            9,
            [A5, statement("b", 5, "against", **INFERRED)],
            {"stance": "mixed", "stance_basis": "inferred"},
        ),
        (
            9,
            [statement("a", "2026-01-01/2026-01-05", "mixed"), statement("b", 5, **INFERRED)],
            {"stance": "mixed", "evidence": "b", "stance_basis": "explicit"},
        ),
        (9, [A5, AGAINST], {"stance": "mixed", "stance_basis": "explicit"}),
        (
            9,
            [
                statement("a", "2026-01-01/2026-01-05", "against"),
                statement("b", 5, **INFERRED),
                UNSURE,
            ],
            {"stance": "mixed", "evidence": "b"},
        ),
        (9, [A5, statement("b", 5, "mixed")], {"evidence": "b"}),
        # Of its sources the best is named.
        (
            9,
            [statement("a", 5, sources=[{**PRIMARY, "tier": "reprint"}, SECOND, PRIMARY])],
            {"source": "A"},
        ),
        (
            9,
            [statement("a", 5, sources=[SECOND, {**SECOND, "url": OF_NEWSROOM}]), NEWSROOM],
            {"source": OF_NEWSROOM},
        ),
        # Who holds no position any more stands at no side; beside a side, the side stands.
        (9, [A3, UNDECIDED], {"stance": "undecided", "evidence": "b", "moved": True}),
        (9, [A5, UNDECIDED], {"stance": "favor", "evidence": "a", "moved": False}),
        # Who took the side before, and perhaps again after, moved too.
        (9, [A3, LONG_STATEMENT, AGAINST], {"moved": True}),
        # Later words that take no side are named, where they are surely later.
        (9, [A3, NEITHER], {"later_words": "b"}),
        (9, [A3, NEITHER, statement("c", 5, "neither")], {"later_words": "b"}),
        (9, [LONG_STATEMENT, statement("b", 7, "neither")], {"later_words": None, "moved": False}),
        (9, [A3, LONG_STATEMENT, statement("b", 6, "neither")], {"later_words": None}),
        (9, [NEITHER], {"later_words": None}),
        # Words without a side decide only where no side is taken; disputed ones count for nothing.
        (9, [A3, NEITHER], {"stance": "favor", "evidence": "a"}),
        (9, [NEITHER], {"stance": "neither", "evidence": "b"}),
        (9, [statement("a", 3, verification="disputed")], {"status": "unchecked"}),
        (9, [statement("a", 3, verification="disputed", **MEMO)], {"private": False}),
        # What was not public is private words once it was certainly made known.
        (5, [statement("m", 3, **MEMO)], {"status": "unchecked", "private": False}),
        (6, [statement("m", 3, **MEMO)], {"status": "unchecked", "private": True}),
        # The side of private words is that of the latest, if they take one.
        (9, [statement("m", 3, **MEMO)], {"private_stance": "favor", "stance": None}),
        (9, [statement("m", 3, "neither", **MEMO)], {"private": True, "private_stance": None}),
        (9, [{**AGAINST, **MEMO, **INFERRED}], {"private_stance_basis": "inferred"}),
        # The first and the last statement are named, words without a side included.
        (
            9,
            [A3, NEITHER, LONG_STATEMENT],
            {"first_said": "2026-01-03", "last_said": LONG_STATEMENT["date"], "statements": 3},
        ),
        (9, [SILENCE], {"first_said": None, "last_said": None, "statements": 0}),
        # Coders are counted by name; they agree if all chose the same stance.
        (9, [A3], {"coders": 1, "agreed": None}),
        (9, [A3, coding("k", "Us", "favor"), coding("l", "Us", "favor")], {"coders": 2}),
        (9, [A3, coding("k", "Us", "favor")], {"agreed": True}),
        (9, [A3, coding("k", "Us", "favor"), coding("l", "Them", "mixed")], {"agreed": False}),
        (9, [A3, coding("k", "Us", "favor", of_version=2)], {"coders": 1}),
        (
            9,
            [
                A5,
                statement("b", 3),
                coding("k", "Us", "against", of="b"),
                {**WITHDRAWAL, "corrects": "b", "type": "supersession", "replacement": "a"},
            ],
            {"coders": 2, "agreed": False},
        ),
        # A coding is of the version that it judged; of a number that two lines have, of neither.
        (
            9,
            [A3, SECOND_VERSION, coding("k", "Us", "favor")],
            {"stance": "against", "coders": 2, "agreed": True},
        ),
        (
            9,
            [A3, SECOND_VERSION, coding("k", "Us", "favor", of_version=2)],
            {"coders": 2, "agreed": False},
        ),
        (
            9,
            [
                A3,
                SECOND_VERSION,
                {**SECOND_VERSION, "stance": "mixed"},
                coding("k", "Us", "mixed", of_version=2),
            ],
            {"coders": 1, "agreed": None},
        ),
        (9, [SILENCE], {"coders": None, "agreed": None}),
        # What whoever didn't speak said before, on another issue, is named where it takes a side.
        (9, [SILENCE, {**A3, **OTHER_ISSUE}], {"before": "a", "before_issue": "tunnel"}),
        (9, [SILENCE, {**A5, **OTHER_ISSUE}], {"before": "a", "before_date": "2026-01-05"}),
        (9, [SILENCE, {**statement("a", 6), **OTHER_ISSUE}], {"before": None}),
        (9, [SILENCE, {**A3, **OTHER_ISSUE, **INFERRED}], {"before": None}),
        (9, [search("f", 5), {**A3, **OTHER_ISSUE}], {"before": None}),
        (9, [{**statement("a", "2025-12-31"), **OTHER_ISSUE}], {"before": "a"}),
        (9, [B5, {**A3, **OTHER_ISSUE}], {"before": None}),
        # A check is stale after more days than allowed, or from a trigger after it on, if that is not withdrawn.
        (10, [SILENCE], {"stale": False}),
        (11, [SILENCE], {"stale": True}),
        (5, [SILENCE, TRIGGER], {"stale": False}),
        (6, [SILENCE, TRIGGER], {"stale": True}),
        (6, [silence("l", 6), TRIGGER], {"stale": False}),
        (6, [SILENCE, NO_TRIGGER], {"stale": False}),
        (6, [SILENCE, TRIGGER, WITHDRAWAL], {"stale": False}),
        # Before the first day of an issue everyone is unchecked; a company speaks for itself alone.
        (0, [statement("s", "2025-12-01"), silence("l", "2025-12-01")], {"status": "unchecked"}),
        (
            1,
            [statement("s", "2025-12-01"), silence("l", "2025-12-01")],
            {"status": "spoke", "evidence": "s"},
        ),
        (1, [statement("s", "2026-01-01/2026-01-03")], {"may_have_spoken": True}),
        (9, [{**statement("s", 3), "speaker": "acme"}], {"status": "unchecked"}),
        # A side is in the words of the issue, which has none here; words without a side have none of its own.
        (9, [A3], {"side": "for the proposition"}),
        (9, [AGAINST], {"side": "against the proposition"}),
        (9, [A5, AGAINST], {"side": "on both sides"}),
        (9, [NEITHER], {"side": "no side in these words"}),
        (9, [SILENCE], {"side": None}),
        # The latest reply of the actor is named, once it was certainly given.
        (9, [SILENCE, reply("r", 6), reply("s", 7)], {"replied": "2026-01-07"}),
        (
            9,
            [A3, reply("r", "2026-01-06/2026-01-08", to="a")],
            {"replied": "2026-01-06/2026-01-08"},
        ),
        (7, [A3, reply("r", "2026-01-06/2026-01-08", to="a")], {"replied": None}),
        (9, [SILENCE, reply("r", 6), {**WITHDRAWAL, "corrects": "r"}], {"replied": None}),
        # That of a company is in its own row alone, as is one to a silence that does not name it.
        (9, [SILENCE, reply("r", 6, by="acme")], {"replied": None}),
        (9, [SILENCE, reply("r", 6, by="bo")], {"replied": None}),
        (9, [silence("b", 5, issue="tunnel"), reply("r", 6)], {"replied": None}),
    ],
)
def test_a_standing_follows_the_rule_in_each_example(
    day: int, lines: list[Line], expected: Line
) -> None:
    rows = standing_rows(Question(january(day)), [complete(line) for line in [*FIXED, *lines]])

    assert {**rows[0], **expected} == rows[0]
    pairs = [(row["issue"], row["actor"]) for row in rows]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize(
    ("known_by", "counts"), [(None, False), ("2026-02-02", False), ("2026-02-01", True)]
)
@pytest.mark.parametrize(
    ("lines", "corrected", "column"),
    [([A3], "a", "evidence"), ([SILENCE], "b", "evidence"), ([SILENCE, TRIGGER], "e", "stale")],
    ids=["statement", "silence", "trigger"],
)
def test_a_correction_withdraws_from_the_day_on_which_it_is_recorded(
    known_by: str | None, counts: bool, lines: list[Line], corrected: str, column: str
) -> None:
    correction = {**WITHDRAWAL, "corrects": corrected, "recorded": "2026-02-02"}
    dataset = [complete(line) for line in [*FIXED, *lines, correction]]
    row = standing_rows(Question(january(9), known_by), dataset)[0]

    assert counts == bool(row[column])


@pytest.mark.parametrize(
    ("known_by", "replied"),
    [(None, "2026-01-06"), ("2026-02-02", "2026-01-06"), ("2026-02-01", None)],
)
def test_a_reply_is_known_from_the_day_it_was_recorded(
    known_by: str | None, replied: str | None
) -> None:
    lines = [*FIXED, SILENCE, {**reply("r", 6), "recorded": "2026-02-02"}]
    rows = standing_rows(Question(january(9), known_by), [complete(line) for line in lines])

    assert replied == rows[0]["replied"]


def test_a_side_is_in_the_words_of_its_issue() -> None:
    words = {"favor": "for a bridge", "against": "against a bridge"}
    issue = {**FIXED[3], "panel": ["ada", "bo"], "stance_words": words}
    statements = [A3, {**AGAINST, "speaker": "bo"}]
    lines = [*FIXED[:3], issue, FIXED[4], *statements]
    rows = standing_rows(Question(january(9)), [complete(line) for line in lines])

    assert ["for a bridge", "against a bridge"] == [row["side"] for row in rows]


@pytest.mark.parametrize("issue_words", [(None, None), ("for a bridge", "against a bridge")])
def test_the_sql_and_the_wording_call_every_side_the_same(
    issue_words: tuple[str | None, str | None],
) -> None:
    issue = dict(FIXED[3])
    if issue_words[0]:
        issue["stance_words"] = dict(zip(("favor", "against"), issue_words, strict=True))
    words = {}
    for stance in vocabulary.STANCES:
        lines = [*FIXED[:3], issue, FIXED[4], statement("a", 3, stance)]
        rows = standing_rows(Question(january(9)), [complete(line) for line in lines])
        words[stance] = rows[0]["side"]

    assert wording.sides(*issue_words) == words
