"""`stancetracker cite`: a citation in three styles, and as data."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Golden, Run

pytestmark = pytest.mark.usefixtures("small")


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
        "Public statement by Eve on “The toll”, both in favor and against, 5 Jan 2026 (speech) [summary: Saw both"
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
