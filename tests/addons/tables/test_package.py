"""Importing a data package: each fault in it is reported with its file and line."""

import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tests.datasets import lines_of, write
from tests.exporting import TODAY, export, read_back
from tests.loading import faults

from stancetracker.addons.tables import package as packages
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
    ("table", "old", "new", "message"),
    [
        ("statement", "favor", "furious", "furious"),
        ("statement", "2026-01-03", "03/01/2026", "03/01/2026"),
        ("event", "false", "perhaps", "`trigger`"),
        ("petition_signatures", ",5", ",many", "at_least"),
        ("tie", ",5,", ",nan,", "must be a number"),
    ],
)
def test_a_row_that_is_no_record_is_rejected_with_its_line(
    package: Path, table: str, old: str, new: str, message: str
) -> None:
    change(package, table, old, new)
    [(row, why)] = plan(package).rejects

    assert row.origin.endswith(".csv:2")
    assert message in " ".join(why)


def test_columns_and_rows_may_be_in_any_order(package: Path) -> None:
    (package / "person.csv").write_text("note,name,id\r\n,Ada,ada\r\n", encoding="utf-8-sig")
    (package / "issue_panel.csv").write_text("value,record,position\nada,bridge,0\n")
    imports.write(plan(package))

    assert "Ada" in "".join(path.read_text() for path in (package.parent / "new").glob("*.jsonl"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'id,"name\r\n', "person.csv: line 1 of the table: a quotation mark is opened"),
        (b"id,name\r\nada,\xff\r\n", "person.csv: line 2 of the table is not UTF-8"),
        (None, "a table of the package is missing"),
    ],
)
def test_a_missing_or_unreadable_table_of_a_package_is_refused(
    package: Path, content: bytes | None, message: str
) -> None:
    file = package / "person.csv"
    file.unlink() if content is None else file.write_bytes(content)

    with pytest.raises(UsageError, match=message):
        plan(package)


def test_a_folder_without_a_package_is_refused_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no data package of this program") as caught:
        plan(tmp_path)
    assert "--map" in str(caught.value.hint)


def test_an_unknown_table_of_a_package_is_ignored(package: Path) -> None:
    described = json.loads((package / "datapackage.json").read_text())
    described["resources"].append({"name": "weather", "path": "weather.csv"})
    (package / "datapackage.json").write_text(json.dumps(described))
    (package / "weather.csv").write_text("day,rain\n2026-01-01,5\n")

    assert () == plan(package).rejects


def test_a_value_changed_in_a_table_changes_its_record_with_a_note(package: Path) -> None:
    folder = Folder(package.parent / "data")
    change(package, "person", "Ada", "Ada Lovelace")
    change(package, "statement", "Some words.", "Other words.")

    def import_again(recorded: str) -> Import:
        plan_again = read_back(package, folder.path, recorded)
        imports.write(plan_again)
        return plan_again

    first_import, second_import = import_again("2026-11-24"), import_again("2026-11-25")
    change(package, "statement", "Other words.", "Last words.")
    third_import = import_again("2026-11-26")

    assert [
        "person.csv:2: ada: name Ada Lovelace, was Ada",
        "statement.csv:2: said: quote Other words., was Some words.",
    ] == [*first_import.notes]
    assert (0, 2) == first_import.total()[1:3]
    assert (0, 0) == second_import.total()[1:3]
    assert ["statement.csv:2: said: quote Last words., was Other words."] == [*third_import.notes]
    assert not faults(folder, TODAY)


def test_a_zip_with_two_files_of_one_name_is_refused(package: Path) -> None:
    with ZipFile(package.parent / "twice.zip", "w") as archive:
        for file in package.iterdir():
            archive.write(file, file.name)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("person.csv", "id,name\n")

    with pytest.raises(UsageError, match=r"twice\.zip holds two files called person\.csv"):
        read_back(package.parent / "twice.zip", package.parent / "new")


def test_a_zip_that_unpacks_to_too_much_is_refused(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "_MOST_UNPACKED", 1_000_000)
    with ZipFile(package.parent / "big.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("person.csv", bytes(1_000_001))

    with pytest.raises(UsageError, match=r"big\.zip unpacks to more than 1 MB"):
        read_back(package.parent / "big.zip", package.parent / "new")
