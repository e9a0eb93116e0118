"""`stancetracker search`: words in records."""

from pathlib import Path

import pytest
from tests.cli.conftest import Run, besides
from tests.datasets import complete, write

from stancetracker.reports import matches

pytestmark = pytest.mark.usefixtures("small")


def test_it_follows_the_flags_and_names_the_place(run: Run) -> None:
    def records(*flags: str) -> list[str]:
        status, out, err = run("search", *flags, "--columns", "record", "--no-headers")
        assert (status, besides(err)) == (0, "")
        return list(dict.fromkeys(out.splitlines()))

    assert records("staff", "--person", "bo") == ["bo-1"]
    assert records("staff", "--as-of", "2026-01-19") == []
    assert records("steel", "--kind", "person") == []
    assert run("search", "steel", "-f", "id")[1] == "tie-1\nacme\n"
    assert run("search", "steel", "--columns", "field,file,line", "--no-headers")[1] == (
        "title\tbridge.jsonl\t24\nother_names.0\tbridge.jsonl\t2\n"
    )


def test_it_says_that_more_match_than_it_prints(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        complete({"kind": "organization", "id": f"o{n}", "name": f"Toll {9 - n}"}) for n in range(5)
    ]
    folder = write(tmp_path / "tolls", lines)
    monkeypatch.setattr(matches, "MOST", 3)

    def search(*flags: str) -> tuple[int, str, str]:
        return run(
            "search", "toll", "-d", str(folder.path), "--columns", "name", "--no-headers", *flags
        )

    status, out, err = search()
    assert (status, out) == (0, "Toll 5\nToll 6\nToll 7\n")
    assert err == ("stancetracker: the first 3; more match. Add a filter, or raise --limit.\n")
    assert search("--limit", "4") == (0, "Toll 5\nToll 6\nToll 7\nToll 8\n", "")
    assert search("--limit", "2", "--sort", "-name") == (0, "Toll 7\nToll 6\n", "")
    assert "The first 3; more match." in search("-f", "table")[1]
    assert search("-f", "table")[2] == ""
