"""The former ids of actors and issues: in an index, records name them by the ids of today.

A line is never rewritten because an actor or an issue got another id. So the index has it as it
reads today, and beside that, in the table `written`, as it was written.
"""

import sqlite3
from typing import Final

from stancetracker.ledger.kinds import CLASS_BY_KIND

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


def todays_ids(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the id of today by each former id, from the lines in an index."""
    return dict(connection.execute(_OWNERS).fetchall())
