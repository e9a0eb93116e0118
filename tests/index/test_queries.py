"""Each query gives typed rows, as of a day and as known by one."""

import sqlite3
from typing import Any

import pytest
from tests.datasets import asked

from stancetracker.index import queries, record_queries
from stancetracker.index.queries import Query, Question


def test_a_statement_has_the_role_of_its_day_and_its_best_source(
    connection: sqlite3.Connection,
) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme",
     "end_date": "2026-01-05"}, {"role": "founder", "start_date": "2026-02"}]}
    {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "b", "speaker": "ada", "date": "2026-01-08", "stance": "favor"}
    {"kind": "statement", "id": "c", "speaker": "ada", "date": "2026-02-08", "stance": "favor"}
    {"kind": "statement", "id": "d", "speaker": "acme", "date": "2026-02-09", "stance": "favor"}
    """
    statements = record_queries.statements(connection, Question("2026-02-01"))

    assert [
        ("a", "chief", "acme", "Acme", True),
        ("b", "former chief", "acme", "Acme", True),
        ("c", "founder", None, None, False),
        ("d", None, None, None, False),
    ] == [
        (
            statement.id,
            statement.role,
            statement.organization,
            statement.organization_name,
            statement.counts,
        )
        for statement in statements
    ]
    assert {("https://example.org/news", "The Example", "secondary")} == {
        (statement.source, statement.publisher, statement.tier) for statement in statements
    }


def test_a_withdrawn_record_names_its_withdrawal_and_does_not_count(
    connection: sqlite3.Connection,
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "b", "speaker": "ada", "date": "2026-01-04", "stance": "favor"}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-05"}
    {"kind": "correction", "id": "c", "corrects": "a", "recorded": "2026-02-03"}
    {"kind": "correction", "id": "d", "corrects": "a", "type": "supersession", "replacement": "b",
     "recorded": "2026-02-04"}
    {"kind": "correction", "id": "e", "corrects": "l"}
    """
    now, earlier = Question("2026-03-01"), Question("2026-03-01", "2026-02-01")

    def withdrawals(query: Query[Any], question: Question) -> list[tuple[str | None, bool]]:
        with asked(connection, question) as lines:
            return [(record.withdrawn, record.counts) for record in query(lines, question)]

    assert [("supersession", False), (None, True)] == withdrawals(record_queries.statements, now)
    assert [(None, True), (None, True)] == withdrawals(record_queries.statements, earlier)
    assert [("retraction", False)] == withdrawals(record_queries.silences, now)
    assert ["e", "c", "d"] == [record.id for record in record_queries.corrections(connection, now)]
    with asked(connection, earlier) as lines:
        assert [] == record_queries.corrections(lines, earlier)


def test_withdrawn_and_later_events_ties_and_replies_are_left_out(
    connection: sqlite3.Connection,
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"} {"kind": "event", "id": "vote"}
    {"kind": "tie", "id": "gift", "actor": "ada"} {"kind": "reply", "id": "answer", "to": "gift", "by": "ada"}
    {"kind": "reply", "id": "old", "to": "ada", "by": "ada", "date": "2026-01", "recorded": "2026-02-05"}
    {"kind": "correction", "id": "c", "corrects": "vote", "recorded": "2026-03-01"}
    {"kind": "correction", "id": "d", "corrects": "gift", "recorded": "2026-03-01"}
    {"kind": "correction", "id": "e", "corrects": "answer", "recorded": "2026-03-01"}
    """

    def ids_from(query: Query[Any], day: str, known_by: str | None = None) -> list[str]:
        question = Question(day, known_by)
        with asked(connection, question) as lines:
            return [record.id for record in query(lines, question)]

    answers = (record_queries.events, record_queries.ties, record_queries.replies)
    assert [[], [], ["old"]] == [ids_from(query, "2026-03-02") for query in answers]
    assert [["vote"], ["gift"], ["old", "answer"]] == [
        ids_from(query, "2026-03-02", "2026-02-28") for query in answers
    ]
    # A reply is listed from its last possible day on.
    assert ["old"] == ids_from(record_queries.replies, "2026-01-31")
    assert (
        []
        == ids_from(record_queries.replies, "2026-01-30")
        == ids_from(record_queries.replies, "2026-01-31", "2026-02-04")
    )


def test_statements_silences_and_ties_show_the_best_source_of_each(
    connection: sqlite3.Connection,
) -> None:
    """
    {"kind": "publisher", "id": "paper", "type": "newsroom", "domains": ["paper.org"]}
    {"kind": "publisher", "id": "feed", "type": "aggregator", "domains": ["feed.org"]}
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-05", "stance": "favor", "sources": [
     {"url": "https://copy.org/", "tier": "reprint"}, {"url": "https://www.feed.org/", "tier": "secondary"},
     {"url": "https://www.paper.org/", "tier": "secondary"}, {"url": "https://paper.org/2", "tier": "secondary"}]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-05", "basis": "reported", "sources": [
     {"url": "https://www.feed.org/", "tier": "secondary"}, {"url": "https://www.paper.org/", "tier": "secondary"}]}
    {"kind": "tie", "id": "t", "actor": "ada", "date": "2026-01-05", "sources": [
     {"url": "https://www.feed.org/", "tier": "secondary"}, {"url": "https://www.paper.org/", "tier": "secondary"}]}
    """
    question = Question("2026-02-01")
    answers: tuple[Query[Any], ...] = (
        record_queries.statements,
        record_queries.silences,
        record_queries.ties,
    )
    sources = [row.source for query in answers for row in query(connection, question)]

    assert ["https://www.paper.org/"] * 3 == sources


def test_the_source_printed_bears_the_words_or_does_not_say_what_it_bears(
    connection: sqlite3.Connection,
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-02", "stance": "favor", "sources": [
     {"url": "https://e.org/day", "tier": "primary", "bears": ["day"]},
     {"url": "https://e.org/", "tier": "primary"},
     {"url": "https://e.org/words", "tier": "reprint", "bears": ["day", "words"]}]}
    {"kind": "statement", "id": "b", "speaker": "ada", "date": "2026-01-03", "stance": "favor", "sources": [
     {"url": "https://e.org/day", "tier": "primary", "bears": ["day"]},
     {"url": "https://e.org/", "tier": "reprint"}]}
    """
    queries.set_question(connection, Question("2026-01-09"))
    rows = record_queries.statements(connection, Question("2026-01-09"))

    assert {"a": "https://e.org/words", "b": "https://e.org/"} == {
        row.id: row.source for row in rows
    }


@pytest.mark.parametrize(("known_by", "people"), [(None, 2), ("2026-02-01", 1), ("2026-02-03", 2)])
def test_an_issue_counts_who_was_in_its_panel_by_then(
    connection: sqlite3.Connection, known_by: str | None, people: int
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "rail"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "acme", "rail", "ada"]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "acme", "rail", "ada", "bo"], "version": 2,
     "reason": "Joined.", "recorded": "2026-02-03"}
    {"kind": "issue", "id": "tunnel"}
    """
    with asked(connection, Question("2026-02-05", known_by)) as lines:
        panels = [(issue.id, issue.people, issue.organizations) for issue in queries.issues(lines)]

    assert [("bridge", people, 2), ("tunnel", 0, 0)] == panels
