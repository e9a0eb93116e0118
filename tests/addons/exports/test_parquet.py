"""`export parquet`: tables that DuckDB, pandas, polars and pyarrow read, and a manifest of their files."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED
from tests.exporting import TODAY, Exported, export

from stancetracker.addons.exports.exports import parquet
from stancetracker.base.errors import WriteError
from stancetracker.ledger.folder import Folder

pyarrow = pytest.importorskip("pyarrow", reason="the extra parquet has pyarrow")


@pytest.fixture
def out(shipped: Exported) -> Path:
    return shipped("parquet")


def rows(folder: Path, table: str, *columns: str) -> list[tuple[Any, ...]]:
    from pyarrow.parquet import read_table

    records: list[dict[str, Any]] = read_table(
        folder / table, columns=[*columns] or None
    ).to_pylist()
    return [tuple(row.values()) for row in records]


READERS: dict[str, Callable[[Any, Path], Any]] = {
    "pyarrow.dataset": lambda library, folder: library.dataset(folder).to_table().to_pylist(),
    "polars": lambda library, folder: library.read_parquet(f"{folder}/*.parquet").to_dicts(),
    "pandas": lambda library, folder: library.read_parquet(folder).to_dict("records"),
    "duckdb": lambda library, folder: (
        library.read_parquet(f"{folder}/*.parquet").to_arrow_table().to_pylist()
    ),
}


@pytest.mark.parametrize(("name", "read_rows"), READERS.items())
def test_other_libraries_read_issues_and_dates_from_the_files(
    out: Path, name: str, read_rows: Any
) -> None:
    library = pytest.importorskip(name, reason=f"an extra has {name}")
    silent = [
        row
        for row in read_rows(library, out / "standing")
        if row["issue"] == "minneapolis-immigration-operations"
        and row["panel"]
        and row["status"] == "silent"
    ]
    [source, *_] = [
        row for row in read_rows(library, out / "source") if row["record"] == silent[0]["evidence"]
    ]

    assert {"Tim Cook", "Sundar Pichai", "Mark Zuckerberg", "Jeff Bezos"} == {
        row["name"] for row in silent
    }
    assert all(type(row["latest"]) is date and row["latest"] >= date(2026, 1, 26) for row in silent)
    assert "minneapolis-immigration-operations" == source["issue"]


def test_a_file_describes_itself_and_its_columns(out: Path) -> None:
    from pyarrow.parquet import read_schema

    schema = read_schema(out / "statement/0000.parquet")
    version = json.loads((out / "export.json").read_bytes())["data_version"]

    assert version == schema.metadata[b"data_version"].decode()
    assert schema.metadata[b"description"]
    assert pyarrow.date32() == schema.field("date_latest").type
    assert all(field.metadata[b"description"] for field in schema)


def test_a_table_without_rows_has_its_columns(tmp_path: Path, folder: Folder) -> None:
    """{"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}"""
    out = export(folder, "parquet", tmp_path / "out")

    assert [] == rows(out, "statement", "issue", "speaker", "date_latest")
    assert [] == rows(out, "standing", "issue", "actor", "stale")


def test_the_manifest_has_the_question_and_every_file_with_its_hash(out: Path) -> None:
    manifest = json.loads((out / "export.json").read_bytes())
    contents = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.glob("*/*")}

    assert (TODAY, None, "public") == (
        manifest["as_of"],
        manifest["known_by"],
        manifest["audience"],
    )
    assert re.fullmatch("[0-9a-f]{40}", manifest["data_version"])
    assert ("as_of", TODAY) in rows(out, "meta")
    assert {file["name"]: (file["sha256"], file["rows"]) for file in manifest["files"]} == {
        name: (hashlib.sha256(content).hexdigest(), len(rows(out, name)))
        for name, content in contents.items()
    }


def test_null_and_an_empty_text_stay_apart(out: Path) -> None:
    parts = {*rows(out, "source", "part")}
    assert ("",) in parts
    assert (None,) not in parts
    assert (None,) in rows(out, "person", "note")


def test_a_table_that_pyarrow_cannot_write_is_an_error_and_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_TYPES", {**parquet._TYPES, "text": "int64"})

    with pytest.raises(WriteError, match="could not write the export: "):
        export(SHIPPED, "parquet", tmp_path / "out")
    assert not (tmp_path / "out").exists()
