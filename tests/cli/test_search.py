"""`stancetracker search`: any words, safely."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run
from tests.datasets import complete, write

from stancetracker.reports import matches

pytestmark = pytest.mark.usefixtures("data")


def rows(run: Run, *arguments: str) -> list[dict[str, Any]]:
    status, out, err = run("search", *arguments, "--json")
    assert (status, err) == (0, "")
    answer: list[dict[str, Any]] = json.loads(out)
    return answer


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("SUM(1)", ["ada-2"]),
        ('"sum 1"', ["ada-2"]),
        ('"1 sum"', []),
        ("costs more", ["ada-2"]),
        ("angstrom", ["ada"]),
        ("bold", ["bo"]),
        ("NEAR(", []),
        ("col:", []),
        ("it's", []),
        ("nob*", ["correction-1"]),
    ],
)
def test_words_are_found(run: Run, text: str, records: list[str]) -> None:
    assert records == list(dict.fromkeys(row["record"] for row in rows(run, text)))


def test_flags(run: Run) -> None:
    def records(*flags: str) -> list[str]:
        return [row["record"] for row in rows(run, *flags)]

    assert records("staff", "--person", "bo") == ["bo-1"]
    assert records("staff", "--person", "ada") == []
    assert records("staff", "--silent") == ["bo-1"]
    assert records("staff", "--silent", "--audience", "any") == []
    assert records("staff", "--as-of", "2026-01-19") == []
    assert records("staff", "--known-by", "2026-01-20") == []
    assert records("steel", "--actors", "person") == []
    assert records("steel", "--actors", "organization") == ["tie-1", "acme"]
    assert run("search", "steel", "-f", "id")[1] == "tie-1\nacme\n"
    assert run("search", "steel", "--columns", "field,file,line", "--no-headers")[1] == (
        "title\tbridge.jsonl\t24\nother_names.0\tbridge.jsonl\t2\n"
    )


def test_nothing_matched(run: Run) -> None:
    assert run("search", "nowhere", "--json") == (0, "[]\n", "")
    assert run("search", "nowhere", "--json", "-e") == (1, "[]\n", "")
    assert run("search", "steel", "--limit", "0", "--json", "-e") == (0, "[]\n", "")


def test_found_words_stand_out(run: Run) -> None:
    table = ("search", "steel", "-f", "table")

    assert "\x1b[1mSteel\x1b[0m" in run(*table, "--color", "always")[1]
    assert "«Steel»" in run(*table)[1]


def test_what_is_cut_is_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [complete({"kind": "organization", "id": f"o{n}", "name": f"Toll {9 - n}"}) for n in range(5)]
    folder = write(tmp_path / "tolls", lines)
    monkeypatch.setattr(matches, "MOST", 3)

    def asked(*flags: str) -> tuple[int, str, str]:
        return run("search", "toll", "-d", str(folder.path), "--columns", "name", "--no-headers", *flags)

    status, out, err = asked()
    assert (status, out) == (0, "Toll 5\nToll 6\nToll 7\n")
    assert err == ("stancetracker: the first 3; more match. Add a filter, or raise --limit.\n")
    assert asked("--limit", "4") == (0, "Toll 5\nToll 6\nToll 7\nToll 8\n", "")
    assert asked("--limit", "2", "--sort", "-name") == (0, "Toll 7\nToll 6\n", "")
    assert "The first 3; more match." in asked("-f", "table")[1]
    assert asked("-f", "table")[2] == ""


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([""], 'nothing to search for\nhint: give words, "a phrase"'),
        (["*"], 'nothing to search for: *\nhint: give words, "a phrase"'),
        (['"'], 'nothing to search for: "\nhint: give words, "a phrase"'),
        ([], "missing argument 'TEXT'\nhint: see stancetracker search --help"),
        (["x", "--person", "adaa"], "unknown person: adaa\nhint: did you mean ada"),
        (["x", "--all"], "no such option: --all\nhint: "),
        (["x", "--columns", "y"], "unknown column: y\nhint: one of record, kind"),
    ],
)
def test_mistakes(run: Run, arguments: list[str], error: str) -> None:
    status, out, err = run("search", *arguments)

    assert (status, out) == (2, "")
    assert err.replace("'text'", "'TEXT'").startswith(f"stancetracker: {error}")
    assert err.count("\n") == 2
