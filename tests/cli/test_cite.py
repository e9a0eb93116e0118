"""`stancetracker cite`: a citation in three styles, and as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Golden, Run

pytestmark = pytest.mark.usefixtures("data")


@pytest.mark.parametrize("style", ["text", "bibtex", "csl-json"])
@pytest.mark.parametrize("ref", ["bo", "ada-2", "bridge", "look-old", "https://example.org/ada2"])
def test_every_style(run: Run, golden: Golden, ref: str, style: str) -> None:
    status, out, err = run("cite", ref, "--style", style)

    assert (status, err) == (0, "")
    golden(f"cite-{ref.rpartition('/')[2]}.{style}.txt", out)


@pytest.mark.parametrize("format", ["json", "md"])
def test_as_data(run: Run, golden: Golden, format: str) -> None:
    golden(f"cite-bo.{format}", run("cite", "bo", "-f", format)[1])


def test_text_where_nothing_is_asked_for(run: Run) -> None:
    assert run("cite", "Ada Angstrom") == run("cite", "ada", "--style", "text", "--issue", "The bridge")
    assert run("cite", "eve", "--issue", "toll")[1].startswith(
        "Public statement by Eve on “The toll”, both in favor and against, 5 Jan 2026 (speech): Saw both sides,"
    )
    assert "bo-bridge-2026-03-01" in run("cite", "bo", "--columns", "key", "--no-headers")[1]
    assert run("cite", "bo", "--style", "text", "-f", "table") == run("cite", "bo")
    assert run("cite", "bo", "-f", "id")[1] == "bo-bridge-2026-03-01\n"
    assert json.loads(run("cite", "bo", "--json", "--as-of", "2026-01-14")[1])[0]["as_of"] == "2026-01-14"


def test_files(run: Run, tmp_path: Path) -> None:
    def written(name: str, *flags: str) -> str:
        assert run("cite", "ada-2", "-o", str(tmp_path / name), *flags) == (0, "", "")
        return (tmp_path / name).read_text(encoding="utf-8")

    assert written("a.bib") == run("cite", "ada-2", "--style", "bibtex")[1]
    assert written("a.csl", "--style", "csl-json") == run("cite", "ada-2", "--style", "csl-json")[1]
    assert written("a.txt") == run("cite", "ada-2")[1]
    assert json.loads(written("a.json"))[0]["key"] == "ada-2"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["adaa"], "unknown record or name: adaa\nhint: did you mean ada"),
        (
            ["eve"],
            "eve is not in the panel of bridge and has no record on it as of 2026-03-01\nhint: give --issue",
        ),
        (["ada-2", "--as-of", "2026-01-01"], "ada-2 is not on record as of 2026-01-01\nhint: give a later"),
        (
            ["ada-2", "--issue", "bridge"],
            "--issue is for the standing of an actor\nhint: ada-2 is a statement",
        ),
        (["bo", "--issue", "brige"], "unknown issue: brige\nhint: did you mean bridge"),
        (
            ["bo", "--style", "bibtex", "--columns", "key"],
            "both a style and columns asked for: bibtex\nhint: ",
        ),
        (
            ["bo", "--style", "bibtex", "--json"],
            "both a style and a format asked for: bibtex, json\nhint: leave",
        ),
    ],
)
def test_mistakes(run: Run, arguments: list[str], error: str) -> None:
    status, out, err = run("cite", *arguments)

    assert (status, out) == (2, "")
    assert err.startswith(f"stancetracker: {error}")
    assert err.count("\n") == 2
