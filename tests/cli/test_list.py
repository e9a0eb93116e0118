"""`stancetracker list`: every filter, its mistakes, and its formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run, Start

from stancetracker.index.queries import LIST_COLUMNS

pytestmark = pytest.mark.usefixtures("data")


def rows(run: Run, *arguments: str) -> list[dict[str, Any]]:
    """The rows of an answer that is one."""
    status, out, err = run(*arguments, "--json")
    assert (status, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)
    return found


@pytest.mark.parametrize(
    ("flags", "actors"),
    [
        ("", "ada bo cy dee fay"),
        ("--all", "ada bo cy dee fay eve"),
        ("--issue bridge", "ada bo cy dee fay"),
        ("--issue TOLL --all", "eve"),
        ("--issue bridge --issue toll --all", "ada bo cy dee fay eve"),
        ("--person ada", "ada"),
        ("--person angstrom --person cyrus", None),
        ("--person cyrus", "cy"),
        ("--person a.\u00a0a.", "ada"),
        ("--org Acme-Steel", None),
        ("--org acme", "ada"),
        ("--org city --org acme", "ada bo"),
        ("--stance favor", "cy"),
        ("--stance favor --stance against", "ada cy"),
        ("--channel speech", "ada"),
        ("--source news", "bo"),
        ("--source news.example.net", "bo"),
        ("--source https://example.org/ada2", "ada"),
        ("--since 2026-02-01", "cy dee"),
        ("--until 2026-01-12", "ada"),
        ("--since 2026-01-13 --until 2026-01-20", "bo"),
        ("--as-of 2026-01-13", "ada bo cy dee fay"),
        ("--as-of 2026-01-11 --spoke --stance favor", "ada"),
        ("--known-by 2026-01-05 --spoke", "ada"),
        ("--audience any --spoke", "ada bo cy"),
        ("--silent", "bo dee"),
        ("--spoke", "ada cy"),
        ("--unchecked", "fay"),
        ("--silent --unchecked", "bo dee fay"),
        ("--stale", "bo"),
        ("--reported", "bo"),
        ("--silent --stance favor", ""),
        ("--actors organization", ""),
        ("--actors organization --all", ""),
        ("--actors any", "ada bo cy dee fay"),
    ],
)
def test_filters(run: Run, flags: str, actors: str | None) -> None:
    arguments = [word.replace("\u00a0", " ") for word in flags.split(" ") if word]
    if actors is None:
        assert run("list", *arguments)[0] == 2
        return

    assert actors.split() == [row["actor"] for row in rows(run, "list", *arguments)]


def test_a_name_is_blind_to_case_and_accents(run: Run) -> None:
    assert ["ada"] == [row["actor"] for row in rows(run, "list", "--person", "ADA ANGSTROM")]
    assert ["ada"] == [row["actor"] for row in rows(run, "list", "--org", "acme steel")]


def test_the_keys_are_the_documented_ones_with_nulls_kept(run: Run) -> None:
    found = rows(run, "list", "--unchecked")

    assert list(LIST_COLUMNS) == list(found[0])
    assert found[0]["stance"] is None
    assert (found[0]["as_of"], found[0]["known_by"], found[0]["audience"]) == ("2026-03-01", None, "public")


def test_as_of_is_known_by_where_that_is_given(run: Run) -> None:
    [row] = rows(run, "list", "--known-by", "2026-01-05", "--spoke")

    assert (row["as_of"], row["known_by"], row["stance"]) == ("2026-01-05", "2026-01-05", "favor")


def test_a_pipe_gets_every_column_whole(start: Start, data: Path, tmp_path: Path) -> None:
    """The answer of a real process whose output is no terminal."""
    environ = {"HOME": str(tmp_path), "STANCETRACKER_TODAY": "2026-03-01", "COLUMNS": "40", "TERM": "xterm"}
    done = start("list", "--all", "-d", str(data), env=environ)
    heading, *lines = done.stdout.decode().splitlines()

    assert (done.returncode, done.stderr) == (0, b"")
    assert heading.split("\t") == list(LIST_COLUMNS)
    assert {len(LIST_COLUMNS)} == {len(line.split("\t")) for line in lines}
    assert "https://news.example.net/look" in lines[1]
    assert b"\x1b" not in done.stdout


def test_a_spreadsheet_runs_nothing_unless_it_is_asked_for(run: Run) -> None:
    words = ("report", "speech", "--columns", "quote", "--csv", "--no-headers", "--stance", "against")

    assert run(*words)[1].startswith("\"'=SUM(1)")
    assert run(*words, "--raw")[1].startswith('"=SUM(1)')


def test_ascii_and_colour(run: Run) -> None:
    plain = run("list", "-f", "table")[1]
    colored = run("list", "-f", "table", "--color", "always")[1]

    assert "\x1b[1m" in colored
    assert "\x1b" not in plain
    assert "# Cy | Young" in run("list", "-f", "table", "--ascii")[1].replace("+ Cy", "# Cy")
    assert "●" not in run("list", "-f", "table", "--ascii")[1]


@pytest.mark.parametrize(
    ("flags", "error"),
    [
        (["--org", "acmee"], "unknown organization: acmee\nhint: did you mean acme?"),
        (["--person", "bob"], "unknown person: bob\nhint: did you mean bo?"),
        (["--issue", "brigde"], "unknown issue: brigde\nhint: did you mean bridge?"),
        (["--source", "newss"], "unknown source: newss\nhint: did you mean news?"),
        (["--stance", "favour"], "unknown stance: favour\nhint: one of favor, against, mixed, neither"),
        (["--channel", "memo"], "unknown channel: memo\nhint: one of social-post"),
        (["--as-of", "01/02/2026"], "not a date: 01/02/2026\nhint: write a day as 2026-01-24"),
        (["--as-of", "2026-01"], "not one day: 2026-01\nhint: write a day as 2026-01-24"),
        (["--known-by", "2026-02-30"], "no such day: 2026-02-30\nhint: write a day as 2026-01-24"),
        (["--since", "soon"], "not a date: soon\nhint: write a day as 2026-01-24"),
        (["--until", "9999 days before"], "not a date: 9999 days before\nhint: write a day as"),
        (["--audience", "all"], "invalid value for '--audience': 'all' is not one of 'public', 'any'"),
        (["--actors", "persons"], "invalid value for '--actors': 'persons' is not one of"),
        (["--limit", "-1"], "invalid value for '--limit': -1 is not in the range x>=0"),
        (["-d", "nowhere"], "no such folder: nowhere\nhint: name a folder that holds *.jsonl files"),
        (["x"], "got unexpected extra argument(s) (x)\nhint: to answer from an export: --engine duckdb"),
    ],
)
def test_mistakes(run: Run, flags: list[str], error: str) -> None:
    status, out, err = run("list", *flags)

    assert (status, out) == (2, "")
    assert err.startswith(f"stancetracker: {error}")
    assert err.count("\n") == 2


def test_a_name_that_two_have_is_told_with_both(run: Run, data: Path) -> None:
    with (data / "more.jsonl").open("w") as file:
        file.write(
            '{"kind":"person","id":"ada-2nd","name":"ada angstrom","memberships":[{"role":"clerk"}]}\n'
        )

    assert run("list", "--person", "Ada Angstrom") == (
        2,
        "",
        "stancetracker: ambiguous person: Ada Angstrom\nhint: it could be ada, ada-2nd\n",
    )


def test_a_period_may_be_one_range(run: Run) -> None:
    two = run("list", "--all", "--since", "2026-01-01", "--until", "2026-01-12", "--json")

    assert two == run("list", "--all", "--since", "2026-01-01..2026-01-12", "--json")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--since", "2026-01-01..2026-01-02", "--until", "2026-01-03"], "two last days: --since"),
        (["--since", "2026-01-01.."], "a range has two days: --since 2026-01-01.."),
        (["--since", "..2026-01-01"], "a range has two days"),
        (["--since", "1/2/26..today"], "not a date: 1/2/26"),
    ],
)
def test_a_range_has_two_days(run: Run, arguments: list[str], told: str) -> None:
    status, out, err = run("list", *arguments)

    assert (2, "") == (status, out)
    assert told in err
