"""The pages of an answer: as many rows as an assistant has room for, and where the next begins."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from stancetracker.base.errors import UsageError
from stancetracker.reports.table import Section, Stamp, known_word

ROOM: Final = 20_000
"""The most characters of an answer, unless more are asked for."""
_DIGEST_LENGTH: Final = 12
_CURSOR: Final = re.compile(r"([0-9]{1,9})-([0-9a-f]{12})")
"""The rows before a page, and the digest of the question and the data."""
_ABOUT_CURSORS: Final = "use the `next` of the answer before, or ask again without `cursor`"
JsonObject = dict[str, Any]


class Page(NamedTuple):
    """The part of an answer that is asked for."""

    limit: int | None = None
    """The most rows; as many as there is room for where it is None."""
    columns: Sequence[str] = ()
    """The columns; all where there is none."""
    cursor: str | None = None
    """The `next` of the page before."""
    characters: int = ROOM
    """The most characters of the whole answer."""

    def answer(self, head: JsonObject, section: Section[Any], question: Mapping[str, Any]) -> str:
        """Return an answer as JSON: its head, the rows of this page, and the cursor of the next.

        A row has no nulls, and nothing that the head says. A cursor is good for the same
        `question` alone, which names the version of the data.

        Raises UsageError, and UnknownNameError for a column that the section lacks.
        """
        if self.limit is not None and self.limit < 1:
            raise UsageError(f"not a limit: {self.limit}", "1 or more, or leave it out")
        columns = self._columns(section)
        digest = hashlib.sha256(as_text(question).encode()).hexdigest()[:_DIGEST_LENGTH]
        start = self._start(digest)
        last = len(section.rows) if self.limit is None else start + self.limit
        total = len(section.rows)
        size = len(as_text({**head, "total": total, "rows": [], "next": _cursor(total, digest)}))
        rows: list[JsonObject] = []
        for row in section.rows[start:last]:
            brief_row = _brief(section, row, columns)
            size += len(as_text(brief_row)) + len(",")
            if size > self.characters:
                break
            rows.append(brief_row)
        if size > self.characters and not rows:
            hint = f"ask for some of its `columns` ({', '.join(columns)}), or `characters`: {size}"
            raise UsageError(f"an answer with one row has {size:,} characters", hint)
        answer = {**head, "total": total, "rows": rows}
        end = start + len(rows)
        if end < total:
            answer["next"] = _cursor(end, digest)
        return as_text(answer)

    def _columns(self, section: Section[Any]) -> list[str]:
        """Return the columns of the rows."""
        for column in self.columns:
            known_word("column", column, section.columns)
        if self.columns:
            return list(self.columns)
        in_head = () if section.stamp is None else Stamp._fields
        return [column for column in section.columns if column not in in_head]

    def _start(self, digest: str) -> int:
        """Return the number of rows before this page."""
        if self.cursor is None:
            return 0
        match = _CURSOR.fullmatch(self.cursor)
        if match is None:
            raise UsageError(f"not a cursor: {self.cursor}", _ABOUT_CURSORS)
        if match[2] != digest:
            message = f"the cursor {self.cursor} is of another question, or of older data"
            raise UsageError(message, _ABOUT_CURSORS)
        return int(match[1])


def as_text(value: Any) -> str:
    """Return a value as JSON without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _cursor(start: int, digest: str) -> str:
    return f"{start}-{digest}"


def _brief(section: Section[Any], row: Any, columns: Sequence[str]) -> JsonObject:
    """Return the cells of a row by column, without nulls."""
    cells = {column: section.cell(row, column) for column in columns}
    return {column: cell for column, cell in cells.items() if cell is not None}
