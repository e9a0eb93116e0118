"""A folder of Parquet tables, those about one issue in a folder of that issue, for DuckDB, pandas, R and Spark."""

from pathlib import Path
from typing import Final

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.index import parquet
from stancetracker.publish.material import Material, write_json
from stancetracker.reports.run import EXPORT, PARQUET, export_facts

LIBRARIES: Final = ("duckdb",)
EXTRA: Final = "parquet"


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the tables, then the file that says what the folder is.

    Raises WriteError.
    """
    import duckdb

    try:
        parquet.write(path, material.extract, material.standings, material.facts.items())
    except duckdb.Error as error:
        raise WriteError(f"could not write the export: {str(error).partition(chr(10))[0]}") from error
    tables = [sheet.name for sheet in parquet.tables(material.extract.pairs is not None)]
    said = {"kind": PARQUET, **material.facts, "issues": list(material.issues), "tables": tables}
    write_json(path / EXPORT, said)


def ours(path: Path) -> frozenset[str] | None:
    """Return the names of all that an export in this folder has; None for another folder."""
    try:
        return frozenset({EXPORT, *map(str, export_facts(path)["tables"])})
    except (UsageError, KeyError, TypeError):
        return None
