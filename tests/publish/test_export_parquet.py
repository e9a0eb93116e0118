"""`export parquet`: tables that DuckDB, pandas and pyarrow open, those about one issue in its own folder."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED, lines_of, write
from tests.publish.exporting import TODAY, Exported, export

from stancetracker.base.errors import WriteError
from stancetracker.index import parquet

duckdb = pytest.importorskip("duckdb", reason="the extra parquet has duckdb")


@pytest.fixture
def out(shipped: Exported) -> Path:
    """The shipped dataset."""
    return shipped("parquet")


def rows(folder: Path, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = duckdb.sql(
        f"SELECT {columns} FROM read_parquet('{folder / table}/**/*.parquet', hive_partitioning = true,"
        " hive_types_autocast = false)"
    ).fetchall()
    return found


def test_pandas_reads_a_table_and_its_issues(out: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="the extra extra-tests has pandas")
    pytest.importorskip("pyarrow", reason="the extra extra-tests has pyarrow")
    frame = pandas.read_parquet(out / "standing")

    silent = frame[
        (frame.issue == "minneapolis-immigration-operations") & frame.panel & (frame.status == "silent")
    ]
    assert {"Tim Cook", "Sundar Pichai", "Mark Zuckerberg", "Jeff Bezos"} == set(silent.name)


def test_pyarrow_reads_every_table_with_its_columns(out: Path) -> None:
    dataset = pytest.importorskip("pyarrow.dataset", reason="the extra extra-tests has pyarrow")
    for sheet in parquet.tables(False):
        partitioning = "hive" if sheet.name in parquet.partitioned() else None
        table = dataset.dataset(str(out / sheet.name), format="parquet", partitioning=partitioning)

        assert {column.name for column in sheet.columns} >= set(table.schema.names)
        assert {column.name for column in sheet.columns} - set(table.schema.names) <= {"issue", "of_issue"}


def test_what_is_on_an_issue_lies_in_its_folder(out: Path) -> None:
    for table in ("standing", "statement", "silence"):
        assert (out / table / "issue=minneapolis-immigration-operations").is_dir()
    for table in ("silence_actors", "source"):
        assert (out / table / "of_issue=minneapolis-immigration-operations").is_dir()
    assert (out / "person" / parquet.ROWS).is_file()


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    """{"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}"""
    folder = write(tmp_path / "data", lines_of(test_a_table_without_rows_has_its_columns.__doc__))
    out = export(folder, "parquet", tmp_path / "out")

    assert [] == rows(out, "statement", "issue, speaker, date_latest")
    assert [] == rows(out, "standing", "issue, actor, stale")


def test_it_says_which_question_it_answers(out: Path) -> None:
    told = json.loads((out / "export.json").read_bytes())

    assert (TODAY, None, "public") == (told["as_of"], told["known_by"], told["audience"])
    assert re.fullmatch("[0-9a-f]{12}", told["data_version"])
    assert {"export.json", *told["tables"]} == {item.name for item in out.iterdir()}
    assert ("as_of", TODAY) in rows(out, "meta")


def test_nothing_and_an_empty_text_stay_apart(out: Path) -> None:
    parts = set(rows(out, "source", "DISTINCT part"))
    assert ("",) in parts
    assert (None,) not in parts
    assert (None,) in rows(out, "person", "DISTINCT note")


def test_what_duckdb_can_not_write_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "TYPES", {**parquet.TYPES, "text": "NO_SUCH_TYPE"})

    with pytest.raises(WriteError, match="could not write the export: Catalog Error"):
        export(SHIPPED, "parquet", tmp_path / "out")
    assert not (tmp_path / "out").exists()
