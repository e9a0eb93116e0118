"""Whose words they are: of an actor who replied, of a source, of an author who isn't named."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.datasets import lines_of, write

LEDGER = """
{"kind": "dataset", "title": "Bridges", "publisher": "Us", "licence": "CC0-1.0", "contact": "a@b.example"}
{"kind": "organization", "id": "acme"} {"kind": "organization", "id": "birds", "name": "Birds"}
{"kind": "person", "id": "ada", "memberships": [{"role": "mayor", "end_date": "2025"}, {"role": "chief", "organization": "birds"}]}
{"kind": "person", "id": "bo", "memberships": [{"role": "chief", "organization": "acme", "end_date": "2026-01-31"}, {"role": "adviser"}]}
{"kind": "person", "id": "cy"} {"kind": "person", "id": "di"}
{"kind": "issue", "id": "spans", "title": "Spans", "proposition": "There should be spans", "panel": ["ada", "bo", "cy", "di"]}
{"kind": "issue", "id": "toll", "title": "The toll", "since": "2025-01-01", "until": "2025-06-30", "panel": ["ada", "bo"]}
{"kind": "silence", "id": "one", "actors": ["bo"], "issue": "spans", "date": "2026-01-15", "basis": "reported",
 "label": "Bo n’a rien dit", "sources": [{"url": "https://cnbc.example/1", "tier": "secondary", "publisher": "CNBC",
  "published": "2026-01-16", "language": "fr"}]}
{"kind": "silence", "id": "two", "actors": ["cy"], "issue": "spans", "date": "2026-01-15", "basis": "reported",
 "sources": [{"url": "https://ru24.example/1", "tier": "reprint", "publisher": "ru24.example"}]}
{"kind": "silence", "id": "three", "actors": ["ada"], "issue": "toll", "date": "2025-03-01"}
{"kind": "statement", "id": "memo", "speaker": "cy", "issue": "spans", "date": "2026-01-10", "stance": "favor",
 "audience": "internal", "made_public": "2026-01-12"}
{"kind": "reply", "id": "r", "to": "one", "by": "bo", "date": "2026-02-03", "text": "I spoke on 14 January."}
{"kind": "reply", "id": "s", "to": "one", "by": "acme", "date": "2026-02-04", "recorded": "2026-02-05", "text": "He did."}
"""
Print = Callable[..., str]


@pytest.fixture
def printed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Print:
    """Run a command on the ledger as of 1 March 2026, and return what it prints on one line."""
    monkeypatch.setenv("COLUMNS", "200")
    lines = lines_of(LEDGER)
    for line in lines:
        if line.get("basis") == "reported":
            del line["checked_by"]
    ledger = write(tmp_path / "ledger", lines)

    def print_it(*command: str) -> str:
        status, out, err = run(*command, "-d", str(ledger.path), "--as-of", "2026-03-01")
        assert status == 0, err
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>|\\", "", out))

    return print_it


@pytest.mark.parametrize("format_name", ["table", "plain", "md", "html"])
def test_a_reply_is_seen_in_the_row_it_answers(printed: Print, format_name: str) -> None:
    assert "; replied 3 Feb 2026" in printed("list", "--person", "bo", "-f", format_name)


def test_a_reply_is_a_key_of_the_answer_and_a_column_of_the_view(printed: Print) -> None:
    [row] = json.loads(printed("list", "--person", "bo", "--issue", "spans", "--json"))
    sql = "SELECT replied FROM standing WHERE actor = 'bo' AND issue = 'spans'"

    assert "2026-02-03" == row["replied"]
    assert [{"replied": "2026-02-03"}] == json.loads(printed("query", sql, "--json"))


def test_a_citation_says_that_its_subject_replied(printed: Print) -> None:
    assert "; replied on 3 Feb 2026)" in printed("cite", "bo", "--issue", "spans")


def test_a_timeline_has_the_replies_above_as_other_reports(printed: Print) -> None:
    assert "| Reply of |" in printed("report", "timeline", "--issue", "spans", "--md")
    assert "3 Feb 2026" in printed(
        "report", "timeline", "--issue", "spans", "--section", "reply", "--md"
    )


@pytest.mark.parametrize(
    "command",
    [
        ("list", "--person", "bo"),
        ("show", "bo"),
        ("show", "spans"),
        ("report", "silence", "--issue", "spans"),
        ("report", "coverage", "--issue", "spans"),
        ("report", "timeline", "--issue", "spans"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("format_name", ["plain", "md", "html"])
def test_the_sentence_of_a_source_is_told_as_its_own(
    printed: Print, command: tuple[str, ...], format_name: str
) -> None:
    text = printed(*command, "-f", format_name)

    assert "CNBC wrote on 16 Jan 2026 (in French): “Bo n’a rien dit”" in text
    assert text.count("Bo n’a rien dit") == text.count("(in French): “Bo n’a rien dit")


def test_a_citation_of_a_silence_ends_with_what_its_source_wrote(printed: Print) -> None:
    assert ". CNBC wrote on 16 Jan 2026 (in French): “Bo n’a rien dit”" in printed("cite", "one")


def test_a_source_is_no_claim_that_it_checked(printed: Print) -> None:
    text = printed("list", "--issue", "spans", "-f", "plain")

    assert (
        "For 2 of 4, no public statement had been found up to 15 January 2026, according to the articles"
        in text
    )
    assert "checked by" not in printed("show", "one")
    assert "when last checked, 1 March 2025" in printed("list", "--issue", "toll", "-f", "plain")


@pytest.mark.parametrize(
    "command",
    [("list", "--person", "cy"), ("show", "cy"), ("cite", "two"), ("report", "silence")],
    ids=" ".join,
)
def test_an_author_without_a_name_is_called_so(printed: Print, command: tuple[str, ...]) -> None:
    assert "an unnamed author, in ru24.example" in printed(
        *command, "-f", "md" if command[0] != "cite" else "json"
    )


def test_private_remarks_are_told_in_full_and_counted_so(printed: Print) -> None:
    text = printed("list", "--issue", "spans", "-f", "plain")

    assert "none found; private remarks made known" in text
    assert "private remarks made known for 1 of the 4" in text


def test_the_role_is_the_one_held_on_the_day_of_the_evidence(printed: Print) -> None:
    [row] = json.loads(printed("list", "--person", "bo", "--issue", "spans", "--json"))

    assert ("chief", "acme") == (row["role"], row["organization"])
    assert "chief, Acme" in printed("list", "--person", "bo", "--issue", "spans", "-f", "plain")


def test_of_the_unchecked_it_is_that_of_the_day_asked_about_or_of_the_last(printed: Print) -> None:
    rows = json.loads(printed("list", "--person", "ada", "--person", "bo", "--json"))

    assert {
        ("spans", "ada"): "chief",
        ("spans", "bo"): "chief",
        ("toll", "ada"): "mayor",
        ("toll", "bo"): "chief",
    } == {(row["issue"], row["actor"]): row["role"] for row in rows}


@pytest.mark.parametrize("format_name", ["plain", "md", "html", "csv"])
def test_no_file_says_how_long_ago_a_day_was(printed: Print, format_name: str) -> None:
    for command in (
        ("list",),
        ("due",),
        ("report", "silence"),
        ("report", "coverage"),
        ("cite", "one"),
    ):
        assert (
            "ago"
            not in printed(*command, "-f", format_name if command[0] != "cite" else "json").split()
        )


def test_a_terminal_says_it_unless_the_issue_is_over(printed: Print) -> None:
    assert "45 days ago, overdue" in printed("list", "--issue", "spans", "-f", "table")
    assert "ago" not in printed("list", "--issue", "toll", "-f", "table")


def test_a_silence_of_a_page_that_no_newsroom_answers_for_says_so(printed: Print) -> None:
    assert "nobody answers for it" in printed("list", "--issue", "spans", "--md")


def test_a_drawing_of_an_issue_that_is_over_says_no_age(printed: Print) -> None:
    running = printed("report", "timeline", "--issue", "spans", "-f", "table")
    over = printed("report", "timeline", "--issue", "toll", "-f", "table")

    assert "45 days since the last check" in running
    assert "since the last check" not in over
