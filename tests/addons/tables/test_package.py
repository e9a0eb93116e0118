"""A data package read back: what is wrong in it is told with the file and line it is in."""

import json
from pathlib import Path

import pytest
from tests.datasets import lines_of, write
from tests.exporting import TODAY, export, read_back
from tests.loading import faults

from stancetracker.base.errors import UsageError
from stancetracker.contribute import imports
from stancetracker.contribute.imports import Import
from stancetracker.ledger.folder import Folder

LINES = """
    {"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "event", "id": "vote"}
    {"kind": "petition", "id": "letter", "signatures": [{"date": "2026", "at_least": 5}]}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "2026-01-03", "stance": "favor",
     "quote": "Some words.", "wording": "verbatim", "language": "en"}
    {"kind": "tie", "actor": "ada", "amount": {"value": 5, "currency": "USD", "bound": "exact"}}
    """


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return export(write(tmp_path / "data", lines_of(LINES)), "csv", tmp_path / "package")


def change(package: Path, table: str, old: str, new: str) -> None:
    file = package / f"{table}.csv"
    content = file.read_bytes().decode()
    assert old in content
    file.write_bytes(content.replace(old, new, 1).encode())


def plan(package: Path) -> Import:
    return read_back(package, package.parent / "new")


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("statement", "favor", "furious", "furious"),
        ("statement", "2026-01-03", "03/01/2026", "03/01/2026"),
        ("event", "false", "perhaps", "`trigger`"),
        ("petition_signatures", ",5", ",many", "at_least"),
        ("tie", ",5,", ",nan,", "must be a number"),
    ],
)
def test_what_is_no_record_is_rejected_with_its_line(
    package: Path, table: str, old: str, new: str, told: str
) -> None:
    change(package, table, old, new)
    [(row, why)] = plan(package).rejects

    assert row.origin.endswith(".csv:2")
    assert told in " ".join(why)


def test_columns_may_stand_in_any_order_and_rows_too(package: Path) -> None:
    (package / "person.csv").write_text("note,name,id\r\n,Ada,ada\r\n", encoding="utf-8-sig")
    (package / "issue_panel.csv").write_text("value,record,position\nada,bridge,0\n")
    imports.write(plan(package))

    assert "Ada" in "".join(path.read_text() for path in (package.parent / "new").glob("*.jsonl"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'id,"name\r\n', "person.csv: line 1 of the table: a quotation mark is opened"),
        (b"id,name\r\nada,\xff\r\n", "person.csv: line 2 of the table is not UTF-8"),
        (None, "a table of the package is missing"),
    ],
)
def test_a_table_that_can_not_be_read_is_told(
    package: Path, content: bytes | None, told: str
) -> None:
    file = package / "person.csv"
    file.unlink() if content is None else file.write_bytes(content)

    with pytest.raises(UsageError, match=told):
        plan(package)


def test_a_folder_without_a_package_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no data package of this program") as caught:
        plan(tmp_path)
    assert "--map" in str(caught.value.hint)


def test_a_table_that_is_not_ours_is_not_read(package: Path) -> None:
    described = json.loads((package / "datapackage.json").read_text())
    described["resources"].append({"name": "weather", "path": "weather.csv"})
    (package / "datapackage.json").write_text(json.dumps(described))
    (package / "weather.csv").write_text("day,rain\n2026-01-01,5\n")

    assert () == plan(package).rejects


def test_what_was_changed_in_a_table_is_changed_and_told(package: Path) -> None:
    folder = Folder(package.parent / "data")
    change(package, "person", "Ada", "Ada Lovelace")
    change(package, "statement", "Some words.", "Other words.")

    def again(recorded: str) -> Import:
        planned = read_back(package, folder.path, recorded)
        imports.write(planned)
        return planned

    first, second = again("2026-11-24"), again("2026-11-25")
    change(package, "statement", "Other words.", "Last words.")
    third = again("2026-11-26")

    assert [
        "person.csv:2: ada: name Ada Lovelace, was Ada",
        "statement.csv:2: said: quote Other words., was Some words.",
    ] == [*first.notes]
    assert (2, 1) == first.total()[1:3]
    assert (0, 0) == second.total()[1:3]
    assert ["statement.csv:2: said-v2: quote Last words., was Other words."] == [*third.notes]
    assert not faults(folder, TODAY)
