"""One SQLite file: tables, views fixed at the question, full-text search, notes on columns.

Beside it goes what Datasette reads: `datasette FILE -m metadata.json` shows what `serve` does.
"""

import json
import os
import re
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.text import is_web_address
from stancetracker.index import extract, schema
from stancetracker.index.extract import Contents
from stancetracker.ledger.files import content, shipped
from stancetracker.render.material import Material, description, filled

BESIDE: Final = "metadata.json"
_RECORDS: Final = ("issue", "status", "stance", "response", "panel", "basis", "channel", "audience")
FACETS: Final = (*_RECORDS, "type", "trigger", "tier", "publisher", "kind", "field")
"""The columns that a table can be filtered by: the first of these that it has."""
_MOST_FACETS: Final = 5
_QUESTION: Final = re.compile(r"-- (\w+): (.*)\n((?:.+\n)+)")


def write(material: Material, path: Path, raw: bool) -> None:
    """Write the file."""
    extract.write(path, material.extract, material.question, material.facts)


def beside(place: Path) -> dict[str, Any]:
    """Return the metadata that exports left beside this place, if any.

    Raises WriteError for those of somebody else.
    """
    path = place.with_name(BESIDE)
    if path != place and not os.path.lexists(path):
        return {}
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        metadata = json.loads(content(path.parent, path.name))
        if metadata["program"].startswith("stancetracker") and {**metadata["databases"]}:
            return dict(metadata)
    raise WriteError(
        f"{path} is not of an export, so it is not replaced", "export to another folder"
    )


def described(file: Path, place: Path) -> dict[str, Any]:
    """Return the metadata about a file for this place, and about other exports beside it."""
    new = metadata(file, place.stem)
    databases = beside(place).get("databases", {})
    return {**new, "databases": {**databases, **new["databases"]}}


def questions() -> dict[str, dict[str, str]]:
    """Return the questions of `render/questions.sql` by name."""
    text = shipped(Path(__file__).parents[1] / "questions.sql")
    return {
        name: {"title": title, "sql": sql.strip()} for name, title, sql in _QUESTION.findall(text)
    }


def metadata(path: Path, name: str) -> dict[str, Any]:
    """Return Datasette's metadata about a file that goes by this name.

    Raises UsageError for another file.
    """
    try:
        return _metadata(extract.described(path), name)
    except sqlite3.Error as error:
        reason = str(error)
    except KeyError as error:
        reason = f"it has no {error}"
    except (ValueError, IndexError):
        reason = "its `as_of` is no day"
    hint = "make one: stancetracker export sqlite -o FILE"
    raise UsageError(f"not a file that `export sqlite` wrote: {path} ({reason})", hint)


def _metadata(contents: Contents, name: str) -> dict[str, Any]:
    """Return the metadata about a file; raises KeyError, ValueError or IndexError for no export."""
    facts, tables, columns = contents
    dataset = {
        "title": facts["title"],
        "description": description(facts),
        "license": facts["licence"],
        "source": facts["publisher"],
        # Datasette makes a link of whatever stands here.
        "source_url": facts["url"] if is_web_address(facts["url"] or "") else None,
    }
    of_file = {
        "tables": {
            table: _table(table, meaning, columns[table]) for table, meaning in tables.items()
        },
        "queries": questions(),
    }
    return {**filled(dataset), "program": facts["program"], "databases": {name: of_file}}


def _table(table: str, meaning: str, columns: Mapping[str, str]) -> dict[str, Any]:
    """Return the metadata about a table; its rows are called by their names, or their titles."""
    labels = [column for column in ("name", "title") if column in columns and "id" in columns]
    is_view = table in extract.VIEWS
    facets = [column for column in FACETS if column in columns][:_MOST_FACETS]
    entry: dict[str, Any] = {
        "description": meaning,
        "columns": dict(columns),
        "facets": ["state"] if table.endswith("_all") else facets,
        "label_column": labels[0] if labels and not is_view else None,
        "sort_desc": "date_latest" if is_view and "date_latest" in columns else None,
        "hidden": table.endswith("_record")
        or table in {sheet.name for sheet in schema.DESCRIPTIONS},
    }
    return filled(entry)
