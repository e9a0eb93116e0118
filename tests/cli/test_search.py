"""`stancetracker search`: any words, safely."""

from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.datasets import complete, write

from stancetracker.reports import matches

pytestmark = pytest.mark.usefixtures("small")


def test_flags(run: Run) -> None:
    def records(*flags: str) -> list[str]:
        status, out, err = run("search", *flags, "--columns", "record", "--no-headers")
        assert (status, err) == (0, "")
        return list(dict.fromkeys(out.splitlines()))

    assert records("nob*") == ["correction-1"]
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
