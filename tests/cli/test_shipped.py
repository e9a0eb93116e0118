"""The shipped data through the command line, as a person would ask."""

import json
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from tests.cli.conftest import Refused, Run, besides
from tests.datasets import SHIPPED

ISSUE = "minneapolis-immigration-operations"
LEADERS = "sundar-pichai tim-cook mark-zuckerberg jeff-bezos"
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def ask(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Return the rows of an answer about Minneapolis from the shipped data; today is 26 November 2026."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "shipped"))
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-12-07")
    monkeypatch.setenv("STANCETRACKER_DATA", str(SHIPPED.path))

    def asked(*arguments: str) -> list[dict[str, Any]]:
        about = () if {"--issue", "organization"} & {*arguments} else ("--issue", ISSUE)
        status, out, err = run(*arguments, *about, "--json")
        assert (0, "") == (status, besides(err))
        rows: list[dict[str, Any]] = json.loads(out)
        return rows

    return asked


def test_for_four_people_no_public_statement_was_found(ask: Ask) -> None:
    rows = ask("list", "--silent")

    assert ["Sundar Pichai", "Tim Cook", "Mark Zuckerberg", "Jeff Bezos"] == [
        row["name"] for row in rows
    ]
    assert ["2026-01-26"] * 4 == [row["earliest"] for row in rows]
    assert all(row["source"] for row in rows)
    assert {ISSUE} == {row["issue"] for row in rows}


def test_cook_has_private_words_in_a_memo_to_staff_of_27_january(ask: Ask) -> None:
    [cook] = ask("report", "silence", "--private")

    assert ("tim-cook", True) == (cook["actor"], cook["private"])
    assert ("2026-01-27", "internal-memo") == (cook["private_on"], cook["private_channel"])


SERIES = [
    ("2026-01-08", {"favor": 1, "unchecked": 10}),
    ("2026-01-10", {"against": 1, "favor": 1, "unchecked": 9}),
    ("2026-01-16", {"against": 1, "favor": 1, "unchecked": 9}),
    ("2026-01-20", {"against": 1, "favor": 1, "unchecked": 9}),
    ("2026-01-24", {"against": 1, "favor": 1, "unchecked": 9}),
    ("2026-01-26", {"against": 6, "favor": 1, "silent": 4}),
    ("2026-01-27", {"against": 6, "favor": 1, "silent": 4}),
    ("2026-11-25", {"against": 6, "favor": 1, "silent": 4}),
]
FOR_ANY_AUDIENCE = {"against": 6, "favor": 1, "neither": 1, "silent": 3}


@pytest.mark.parametrize("audience", ["public", "any"])
@pytest.mark.parametrize(("day", "expected"), SERIES)
def test_the_series_for_both_audiences(
    ask: Ask, day: str, expected: dict[str, int], audience: str
) -> None:
    rows = ask("list", "--as-of", day, "--audience", audience, "--issue", ISSUE)
    counts = ask("report", "summary", "--as-of", day, "--audience", audience)
    if audience == "any" and day >= "2026-01-27":
        expected = FOR_ANY_AUDIENCE

    assert expected == dict(Counter(row["stance"] or row["status"] for row in rows))
    summary: Counter[str] = Counter()
    for row in counts:
        summary[row["stance"] or row["status"]] += row["count"]
    assert expected == dict(+summary)
    assert {11} == {row["total"] for row in counts}


def test_four_may_have_spoken_on_24_january(ask: Ask) -> None:
    rows = ask("list", "--as-of", "2026-01-24")
    assert ["reid-hoffman", "vinod-khosla", "james-dyett", "meredith-whittaker"] == [
        row["actor"] for row in rows if row["may_have_spoken"]
    ]


def test_the_companies_that_the_letter_addresses(ask: Ask) -> None:
    rows = ask("list", "--silent", "--kind", "organization")

    assert [("amazon", "declined")] == [(row["actor"], row["response"]) for row in rows]


@pytest.mark.usefixtures("ask")
def test_the_shipped_data_pass_check_and_are_in_their_canonical_form(run: Run) -> None:
    assert (0, "") == run("check")[:2]
    assert (0, "", "") == run("fmt", "--check")


@pytest.mark.parametrize(
    ("arguments", "actors"),
    [
        ("list --silent --stale", ""),  # the operation ended
        ("list --silent --as-of 2026-01-28", LEADERS),
        ("list --spoke --as-of 2026-01-16", "jeff-dean elon-musk"),
        ("due --as-of 2026-01-27", "tim-cook"),
        ("due --as-of 2026-01-24 --issue iceout-letter-demands", "apple google meta"),
        ("due --as-of 2026-01-24 --issue iceout-letter-demands --kind person", ""),
        # A part of a name is enough.
        ("list --person pichai", "sundar-pichai"),
        ("list --issue minneapolis --silent", LEADERS),
        ("report coverage --person nadella", "satya-nadella"),
        ("list --org microsoft --issue minneapolis", "reid-hoffman eric-horvitz satya-nadella"),
    ],
)
def test_each_question_is_answered_about_these_people(
    ask: Ask, arguments: str, actors: str
) -> None:
    assert actors.split() == [row["actor"] for row in ask(*shlex.split(arguments))]


def test_with_e_a_script_gets_a_status_where_anyone_is_due(ask: Ask, run: Run) -> None:
    assert [1, 0] == [
        run("due", "--issue", ISSUE, "--as-of", f"2026-01-{day}", "-e")[0] for day in (27, 26)
    ]


def test_where_they_are_too_many_to_list_an_unknown_name_says_what_lists_them(
    refused: Refused,
) -> None:
    err = refused("list", "--person", "zzz", "-d", str(SHIPPED.path))

    assert err == (
        "stancetracker: unknown person: zzz\n"
        f"hint: to list all: stancetracker -d {SHIPPED.path} info --people\n"
    )


def test_the_docs_compute_the_version_without_this_program(run: Run) -> None:
    text = (SHIPPED.path.parent / "docs" / "evidence.md").read_text(encoding="utf-8")
    [script] = re.findall(r"^```python\n(.*?)```$", text, re.MULTILINE | re.DOTALL)
    process = subprocess.run(
        [sys.executable, "-I", "-c", script],
        cwd=SHIPPED.path.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    facts = {
        row["name"]: row["value"]
        for row in json.loads(run("info", "-d", str(SHIPPED.path), "--json")[1])
    }

    assert f"{facts['data_version']}\n" == process.stdout
