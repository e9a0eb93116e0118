"""The former ids of actors and issues: in an index, records name them by the ids of today.

A line is never rewritten because an actor or an issue got another id. So the index has it as it
reads today, and beside that, in the table `written`, as it was written.
"""

import json
import re
import sqlite3
from collections.abc import Mapping
from typing import Final

from stancetracker.ledger.kinds import CLASS_BY_KIND, with_other_ids

KINDS: Final = tuple(
    kind
    for kind, record_class in CLASS_BY_KIND.items()
    if "former_ids" in record_class.model_fields
)
"""The kinds of record that may have had other ids."""
_OWNERS: Final = f"""
SELECT former.value, owner.id
FROM (
    SELECT id, json FROM record
    WHERE kind IN ({", ".join(f"'{kind}'" for kind in KINDS)}) AND instr(json, '"former_ids":')
) AS owner, json_each(owner.json, '$.former_ids') AS former
WHERE former.value NOT IN (SELECT id FROM record)
ORDER BY owner.id DESC
"""
# A correction says something of a record under the id that it had. It never withdraws another.
_KEPT: Final = {"correction": (("corrects",),)}
_TEXT_LIKE_AN_ID: Final = re.compile(r'"([a-z0-9-]+)"')


def todays_ids(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the id of today by each former id, from the lines in an index."""
    return dict(connection.execute(_OWNERS).fetchall())


def resolve(connection: sqlite3.Connection, after: int) -> None:
    """Make the lines behind a rowid of the table `record` name records by their ids of today."""
    new_ids = todays_ids(connection)
    if not new_ids:
        return
    lines = connection.execute("SELECT id, kind, json FROM record WHERE rowid > ?", (after,))
    resolved = []
    for id, kind, line in lines:
        if new_ids.keys().isdisjoint(_TEXT_LIKE_AN_ID.findall(line)):
            continue
        line_of_today = _resolved(kind, line, new_ids)
        if line_of_today != line:
            resolved.append((line_of_today, id))
    written = "INSERT INTO written SELECT id, json FROM record WHERE id = ?"
    connection.executemany(written, [(id,) for _, id in resolved])
    connection.executemany("UPDATE record SET json = ? WHERE id = ?", resolved)


def _resolved(kind: str, line: str, new_ids: Mapping[str, str]) -> str:
    """Return a line with the ids of today; the line itself if it names nothing by a former id."""
    values = json.loads(line)
    values_of_today = with_other_ids(CLASS_BY_KIND[kind], values, new_ids, _KEPT.get(kind, ()))
    if values_of_today == values:
        return line
    return json.dumps(values_of_today, ensure_ascii=False, separators=(",", ":"))
