"""A name means the same in every command, reading or writing."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Append, Refused, Run

ISSUE = (
    '{"kind":"issue","id":"tolls-2026","title":"The end of the harbour toll","since":"2026-01-01",'
    '"proposition":"It ends","panel":["cy"],"panel_rule":"All.","terms":["ferry"]}'
)
STATEMENT = "--date 2026-01-20 --stance favor --summary x --channel speech --source-url https://e.org/x --source-tier primary"


@pytest.fixture(autouse=True)
def _harbour(append: Append) -> None:
    append(ISSUE)


def _added(diff: str) -> list[Any]:
    """Return the records of the lines that a dry run prints."""
    return [json.loads(line[1:]) for line in diff.splitlines() if line.startswith("+{")]


def test_changes_take_a_surname_too(run: Run) -> None:
    days = ("changes", "--as-of", "2025-12-01..2026-02-02", "--person", "young", "--json")

    assert '"actor": "cy"' in run(*days)[1]


@pytest.mark.parametrize(
    "line",
    [
        "list --issue HARBOUR --json",
        "list --issue tolls --person young --json",
        "report coverage --issue 'harbour toll' --json",
        "due --issue harbour --json",
        "cite young --issue harbour --json",
        "show harbour --json",
        "changes --as-of 2025-12-01..2026-02-01 --issue harbour --json",
        f"add statement --speaker young --issue harbour {STATEMENT} -n",
        "amend harbour --add panel=Ångström --reason Joined. -n",
    ],
)
def test_a_word_of_a_title_and_a_surname_mean_the_same_everywhere(run: Run, line: str) -> None:
    status, out, _ = run(*shlex.split(line))

    assert status == 0
    assert '"tolls-2026"' in out


def test_flags_of_add_take_names_and_write_ids(run: Run, data: Path) -> None:
    status, out, _ = run(
        *shlex.split(f"add statement --speaker young --issue harbour {STATEMENT} -n")
    )
    [written] = _added(out)

    assert status == 0
    assert (written["speaker"], written["issue"]) == ("cy", "tolls-2026")


def test_a_record_in_a_file_has_whole_names(
    refused: Refused, run: Run, tmp_path: Path, data: Path
) -> None:
    _, line, _ = run(*shlex.split(f"add statement --speaker cy --issue bridge {STATEMENT} -n"))
    file = tmp_path / "new.jsonl"
    [record] = _added(line)
    file.write_text(json.dumps({**record, "speaker": "young"}))

    assert "unknown person or organization: young" in refused("add", "--json", str(file), "-n")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("fer", "did you mean tolls-2026?"),
        ("h", "did you mean tolls-2026?"),
        ("tol", "did you mean toll or tolls-2026?"),
    ],
)
@pytest.mark.parametrize(
    "line",
    ["list", "due", "search x", "report summary", "changes --as-of 2026-01-01..2026-01-02"],
)
def test_too_short_a_name_is_an_error_with_what_was_perhaps_meant(
    refused: Refused, line: str, name: str, hint: str
) -> None:
    errors = refused(*line.split(), "--issue", name)

    assert errors.startswith(f"stancetracker: unknown issue: {name}\nhint: ")
    if not line.startswith("changes"):
        assert hint in errors


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("nothing", "to find words in all records: stancetracker search nothing"),
        ("angstrum", "did you mean Ada Ångström?"),
        ("vot", "did you mean vote?"),
    ],
)
def test_show_suggests_near_names_and_a_search(refused: Refused, name: str, hint: str) -> None:
    errors = refused("show", name)

    assert f"hint: {hint}\n" in errors
