"""A folder of Parquet tables, sorted by issue, for DuckDB, pandas, polars, R and Spark."""

import json
from functools import partial
from pathlib import Path
from typing import Final

from stancetracker.index import parquet
from stancetracker.publish.material import Material

LIBRARIES: Final = ("pyarrow",)
EXTRA: Final = "parquet"


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the tables, and the manifest that names every file of them.

    Raises WriteError.
    """
    select = partial(material.extract.selected, by_first=True)
    made = parquet.tables(select, material.standings(), material.facts)
    parquet.write(path, made, material.facts, material.issues)


def ours(path: Path) -> frozenset[str] | None:
    """Return the names of all that an export in this folder has; None for another folder."""
    try:
        said = json.loads((path / parquet.MANIFEST).read_bytes())
        tables = {str(file["name"]).partition("/")[0] for file in said["files"]}
        return frozenset({parquet.MANIFEST, *tables}) if said["kind"] == parquet.KIND else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
