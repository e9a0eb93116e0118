"""The columns of a table, and what each is likely to hold by its head and its cells."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from stancetracker.addons.tables.day_forms import day_forms
from stancetracker.addons.tables.files import Table
from stancetracker.base.errors import UnknownNameError
from stancetracker.base.text import fold
from stancetracker.ledger.files import shipped

MOST_WORDS: Final = 60
"""The most different words of a stance column, each of which is asked about."""
_LIKELY_WORDS: Final = 15
_LIKELY: Final = tomllib.loads(shipped(Path(__file__).with_name("columns.toml")))
_DEGREE: Final = re.compile(r"^(strongly|fully) ")
_LEANING: Final = re.compile(r"^(leaning|leans|lean|somewhat|mostly|likely) ")
_YEAR: Final = ("%Y",)


class Columns:
    """The columns of a table and their cells."""

    def __init__(self, table: Table) -> None:
        """Read the cells of rows that are sound."""
        self.names = table.own_columns
        self.rows = [table.by_column(row) for row in table.rows if row.fault is None]
        self._cells: dict[str, list[str]] = {}

    def cells(self, column: str) -> list[str]:
        """Return the different cells of a column that say something."""
        if column not in self._cells:
            self._cells[column] = list(
                dict.fromkeys(row[column] for row in self.rows if row[column])
            )
        return self._cells[column]

    def count(self, column: str, cell: str) -> int:
        """Return how many rows have a cell."""
        return sum(row[column] == cell for row in self.rows)

    def has_blanks(self, column: str) -> bool:
        """Return whether a cell of a column is empty."""
        return not all(row[column] for row in self.rows)

    def named(self, text: str) -> str:
        """Return the column that a text names; raises UnknownNameError."""
        folded = {fold(name): name for name in self.names}
        name = text if text in self.names else folded.get(fold(text), "")
        if not name:
            raise UnknownNameError("column", text, self.names)
        return name

    def distinguish(self, names: Sequence[str]) -> bool:
        """Return whether rows that are alike in these columns are alike in all."""
        return self.count_apart(names) == self.count_apart(self.names)

    def count_apart(self, names: Sequence[str]) -> int:
        """Return how many different rows there are by these columns."""
        return len({tuple(row[name] for name in names) for row in self.rows})

    def recurs(self, column: str) -> bool:
        """Return whether a column has several cells, of which some stand in several rows."""
        return 1 < len(self.cells(column)) < sum(bool(row[column]) for row in self.rows)

    def likely_blanks(self) -> list[str]:
        """Return the different cells that are likely to say nothing, such as n/a."""
        words = _LIKELY["blanks"]["words"].split("|")
        cells = dict.fromkeys(cell for name in self.names for cell in self.cells(name))
        return [cell for cell in cells if fold(cell) in words]

    # What a column is likely to hold

    def likely(self, role: str) -> str:
        """Return the first column whose head says that it has a role; empty where none does."""
        pattern = _LIKELY["heads"][role]
        heads = {name: fold(name.replace("_", " ")) for name in self.names}
        return next((name for name, head in heads.items() if re.fullmatch(pattern, head)), "")

    def likely_stances(self) -> list[str]:
        """Return the columns that are likely to say where somebody stands.

        Return none where one that has the same word in each row could be the only one.
        """
        by_head = self.likely("stance")
        if by_head and len(self.cells(by_head)) <= MOST_WORDS:
            return [by_head]
        likely = [name for name in self.names if self._has_words_of_sides(name)]
        is_sure = len(likely) == 1 or all(len(self.cells(name)) > 1 for name in likely)
        return likely if is_sure else []

    def _has_words_of_sides(self, column: str) -> bool:
        words = self.cells(column)
        known = [word for word in words if likely_meaning(_LEANING.sub("", fold(word)))]
        return 1 <= len(words) <= _LIKELY_WORDS and 2 * len(known) > len(words)

    def likely_date(self) -> str:
        """Return the column that is likely to say when; empty where none is."""
        by_head = self.likely("date")
        if by_head and len(day_forms(self.cells(by_head)).unread) < len(self.cells(by_head)):
            return by_head
        return next((name for name in self.names if self._has_days(name)), "")

    def _has_days(self, column: str) -> bool:
        forms = day_forms(self.cells(column)[:_LIKELY_WORDS])
        return bool(forms.formats) and forms.formats != _YEAR and not forms.unread

    def likely_source(self) -> str:
        """Return the column that is likely to say from where; empty where none is."""
        addresses = (name for name in self.names if any(self.addresses(name)))
        return next(addresses, "") or self.likely("source")

    def addresses(self, column: str) -> Iterator[str]:
        """Yield the cells of a column that are web addresses."""
        return (cell for cell in self.cells(column) if re.match("https?://", cell))


def likely_meaning(word: str) -> str:
    """Return what a word is likely to say of a stance; empty where it is not known."""
    plain = _DEGREE.sub("", fold(word))
    meanings: dict[str, Any] = {**_LIKELY["stances"], **_LIKELY["responses"]}
    return next((meant for meant, words in meanings.items() if plain in words.split("|")), "")
