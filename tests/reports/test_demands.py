"""`report demands`: what each addressee has on record about each demand."""

from typing import Any

from tests.datasets import Line, complete, indexed, lines_of
from tests.reports.asking import Ask, cells, rows_in_words

from stancetracker.index.queries import Question, set_question
from stancetracker.reports.catalogue import demands
from stancetracker.reports.table import Section


def demanded(ask: Ask, **asked: Any) -> Section:
    return ask(demands.report, **{"as_of": "2026-03-01", **asked}).section("demand")


def test_each_demand_with_each_addressee(ask: Ask) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "rail"}
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "acme"]}
    {"kind": "petition", "id": "letter", "addressees": ["acme", "ada", "rail"],
     "demands": [{"id": "b", "text": "B."}, {"id": "a", "text": "A."}]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-08", "stance": "favor",
     "demands": ["letter/b"]}
    {"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-09", "stance": "against",
     "demands": ["letter/a"]}
    {"kind": "statement", "id": "u", "speaker": "acme", "date": "2026-01-09", "stance": "against",
     "demands": ["letter/a"], "verification": "disputed"}
    {"kind": "silence", "actors": ["acme"], "date": "2026-01-05/2026-01-09", "sources": [
     {"citation": "A copy", "tier": "reprint", "original_publisher": "Wire"}]}
    """
    found = demanded(ask)

    assert [
        ("letter/b", "acme", True, False, None, "silent"),
        ("letter/b", "ada", True, True, "s", "spoke"),
        ("letter/b", "rail", True, False, None, "unchecked"),
        ("letter/a", "acme", True, False, None, "silent"),
        ("letter/a", "ada", True, False, None, "spoke"),
        ("letter/a", "rail", True, False, None, "unchecked"),
        ("letter/a", "bo", False, True, "t", "spoke"),
    ] == cells(found, "demand", "actor", "addressee", "on_record", "evidence", "status")
    assert [
        "B. | Acme | Nothing recorded"
        " | no public statement found up to 5 Jan 2026, not checked since then",
        "B. | Ada | for the proposition, 8 Jan 2026: Some words. | public statement, for the proposition, 8 Jan 2026 | The Example",
        "B. | Rail | Nothing recorded | never looked for",
    ] == rows_in_words(found)[:3]
    assert rows_in_words(found)[-1].startswith(
        "A. | Bo (not addressed) | against the proposition, 9 Jan 2026: Some words. |"
    )


def test_of_a_letter_that_names_nobody_the_answers_are_shown(shipped: Ask) -> None:
    found = shipped(demands.report, issues=()).section("demand")

    assert [("iceout-letter-demands", "google", False)] == cells(
        found, "issue", "actor", "addressee"
    )


def test_what_counts_is_as_of_the_day(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "petition", "id": "letter", "addressees": ["ada"], "demands": [{"id": "a", "text": "A."}]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-08", "stance": "favor",
     "demands": ["letter/a"]}
    {"kind": "correction", "corrects": "letter", "recorded": "2026-04-01"}
    """
    for day, on_record in ("2026-01-04", []), ("2026-01-05", [False]), ("2026-01-08", [True]):
        assert on_record == cells(demanded(ask, as_of=day, known_by="2026-03-01"), "on_record")
    assert [] == demanded(ask, known_by="2026-04-01").rows


def test_signatures_by_date_up_to_the_day(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]} {"kind": "issue", "id": "toll"}
    {"kind": "petition", "id": "letter", "demands": [{"id": "a", "text": "A."}], "signatures": [
     {"date": "2026-01", "at_least": 3000}, {"date": "2026-01-07", "at_least": 20,
     "sources": [{"citation": "A copy", "tier": "reprint"}, {"citation": "A paper", "tier": "primary"}]}]}
    {"kind": "petition", "id": "other", "issue": "toll", "signatures": [{"date": "2026-01-06", "at_least": 1}]}
    """

    def signed(day: str) -> Section:
        return ask(demands.report, as_of=day, issues=("bridge",)).section("signature")

    found = signed("2026-03-01")
    assert [
        ("2026-01-01", "2026-01-31", 3000, None),
        ("2026-01-07", "2026-01-07", 20, "A paper"),
    ] == cells(found, "earliest", "latest", "at_least", "source")
    assert "A letter | Jan 2026 | at least 3,000" == rows_in_words(found)[0]
    assert [20] == cells(signed("2026-01-30"), "at_least")


def test_each_issue_with_a_petition_has_a_chapter_unless_one_is_named(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "issue", "id": "toll", "title": "Toll"}
    {"kind": "petition", "id": "letter", "demands": [{"id": "a", "text": "A."}]}
    {"kind": "petition", "id": "other", "issue": "toll", "demands": [{"id": "a", "text": "A."}],
     "addressees": ["ada"]}
    """
    toll = [("other/a", "ada")]

    assert toll == cells(demanded(ask, issues=("toll",)), "demand", "actor")
    assert toll == cells(demanded(ask), "demand", "actor")
    assert ["Toll"] == [chapter.title for chapter in ask(demands.report).chapters]


def test_without_a_petition_nothing_is_demanded(ask: Ask) -> None:
    """{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}"""
    assert not any(section.rows for section in ask(demands.report).sections)


def test_how_to_list_those_who_signed_stands_under_the_signatures(ask: Ask) -> None:
    """
    {"kind": "issue", "id": "bridge"}
    {"kind": "petition", "id": "letter", "demands": [{"id": "a", "text": "A."}],
     "signatures": [{"date": "2026-01-10", "at_least": 5,
     "sources": [{"url": "https://paper.org/1", "tier": "primary"}]}]}
    """
    whom, query = ask(demands.report).section("signature").ending

    assert whom.startswith("Private persons who signed are counted, never named.")
    assert "WHERE voice = 'cosigned'" in query


def steps(others: int) -> int:
    """Count the steps that SQLite takes for a petition, among so many who name no demand."""
    lines = lines_of(ONE_ANSWER)
    for number in range(others):
        person: Line = {"kind": "person", "id": f"p{number}"}
        statement: Line = {"kind": "statement", "id": f"s{number}", "speaker": f"p{number}",
            "date": "2026-01-03", "stance": "favor"}  # fmt: skip
        lines += [complete(person), complete(statement)]
    counted = 0

    def count_step() -> None:
        nonlocal counted
        counted += 1

    with indexed(lines) as connection:
        question = Question("2026-02-01")
        set_question(connection, question)
        connection.set_progress_handler(count_step, 1)
        report = demands.report(connection, question)
    assert ["t"] == cells(report.section("demand"), "evidence")
    return counted


ONE_ANSWER = """
{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
{"kind": "petition", "id": "letter", "addressees": ["ada"], "demands": [{"id": "a", "text": "A."}]}
{"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-08", "stance": "favor",
 "demands": ["letter/a"]}
"""


def test_whoever_names_no_demand_and_is_not_addressed_costs_little() -> None:
    few = steps(10)
    many = steps(300)

    assert many < 10 * few


def test_where_no_petition_is_on_record_it_is_said(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "tunnel", "panel": ["ada"]}
    {"kind": "petition", "id": "letter", "published": "2026-01-20", "issue": "tunnel", "addressees": ["ada"],
     "demands": [{"id": "b", "text": "B."}]}
    """

    def caveats(**asked: Any) -> tuple[str, ...]:
        return ask(demands.report, **{"as_of": "2026-03-01", **asked}).caveats

    assert () == caveats()
    assert ("No petition is on record as of 10 Jan 2026",) == caveats(as_of="2026-01-10")
    assert ("No petition on bridge is on record as of 1 Mar 2026",) == caveats(issues=("bridge",))
