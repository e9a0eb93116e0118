"""`--known-by` with a git revision: everything as the ledger held it then."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Refused, Run
from tests.datasets import complete, write
from tests.repositories import commit, git

PEOPLE = [
    complete({"kind": "person", "id": "ada"}),
    complete({"kind": "issue", "id": "bridge", "panel": ["ada"], "since": "2025-12-01"}),
]
SAID = complete(
    {
        "kind": "statement",
        "id": "s",
        "speaker": "ada",
        "date": "2025-12-30",
        "stance": "favor",
        "recorded": "2026-01-01",
    }
)


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A repository whose first revision, of 1 January 2026, knows of no statement."""
    root = write(tmp_path / "ledger", PEOPLE, "statements.jsonl").path
    commit(root)
    git(root, "tag", "first")
    write(root, [*PEOPLE, SAID], "statements.jsonl")
    commit(root)
    return str(root)


def test_an_answer_is_as_the_revision_held_it_on_its_day_or_another(run: Run, data: str) -> None:
    def asked(*known_by: str) -> dict[str, object]:
        status, out, err = run("list", "-d", data, "--json", "--known-by", *known_by)
        [row] = json.loads(out)
        assert (0, "") == (status, err)
        return dict(row)

    then, now, before = asked("first"), asked("HEAD"), asked("HEAD", "--as-of", "2025-12-29")

    first, head = (git(Path(data), "rev-parse", name) for name in ("first", "HEAD"))
    assert ("unchecked", first, "2026-01-01") == (then["status"], then["known_by"], then["as_of"])
    assert ("spoke", head, "2026-01-01") == (now["status"], now["known_by"], now["as_of"])
    assert ("unchecked", "2025-12-29") == (before["status"], before["as_of"])
    assert then["data_version"] != now["data_version"]
    page = run("list", "-d", data, "--known-by", "first", "--md")[1]
    assert f"As the ledger stood at revision first \\(commit {first[:12]}\\)" in page


def test_a_commit_older_than_its_records_is_reported_unless_a_day_is_asked_for(
    run: Run, data: str
) -> None:
    write(
        Path(data),
        [*PEOPLE, SAID, {**SAID, "id": "t", "recorded": "2026-01-02"}],
        "statements.jsonl",
    )
    commit(Path(data))

    assert (
        "stancetracker: HEAD is dated 1 Jan 2026, before records in it (2 Jan 2026), so this"
        " answer may be as of a wrong day; --as-of DAY sets it\n"
    ) == run("list", "-d", data, "--known-by", "HEAD")[2]
    assert "" == run("list", "-d", data, "--known-by", "HEAD", "--as-of", "2026-01-01")[2]


def test_a_revision_without_the_datas_folder_is_refused(refused: Refused, data: str) -> None:
    moved = Path(data) / "ledger"
    moved.mkdir()
    (Path(data) / "statements.jsonl").rename(moved / "statements.jsonl")
    commit(Path(data))

    for command in (("list",), ("show", "ada"), ("export", "csv", "-o", "new")):
        assert (
            f"stancetracker: first has no data file in {moved}\n"
            "hint: the data may have been in another folder then, or nowhere yet\n"
        ) == refused(*command, "-d", str(moved), "--known-by", "first")


def test_a_tag_of_digits_alone_is_a_revision(run: Run, data: str) -> None:
    git(Path(data), "tag", "9322459", "first")
    status, out, err = run("list", "-d", data, "--json", "--known-by", "9322459")

    assert (0, "", "unchecked") == (status, err, json.loads(out)[0]["status"])


@pytest.mark.parametrize(
    ("known_by", "told"),
    [
        ("no-such", "unknown revision: no-such"),
        ("--help", "unknown revision: --help"),
        ("01/02/2026", "not a date: 01/02/2026"),
        ("2026-01", "not one day: 2026-01"),
        ("20260131", "not a date: 20260131"),
    ],
)
def test_neither_a_day_nor_a_revision_is_refused(
    refused: Refused, data: str, known_by: str, told: str
) -> None:
    assert refused("list", "-d", data, f"--known-by={known_by}").startswith(
        f"stancetracker: {told}\n"
    )


def test_a_place_in_a_revision_is_that_in_the_dataset(refused: Refused, data: str) -> None:
    """The file that could be opened may say something else by now."""
    file = Path(data) / "statements.jsonl"
    whole = file.read_text()
    file.write_text(f"{whole}{{\n")
    commit(Path(data))
    git(Path(data), "tag", "broken")
    file.write_text(whole)
    err = refused("list", "-d", data, "--known-by", "broken", status=3)

    assert err.startswith("statements.jsonl:4:2: fatal: ")
