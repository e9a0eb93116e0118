"""The report: sections of rows that every command makes and every format writes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from stancetracker.base.errors import UnknownNameError, did_you_mean

Cell = str | int | float | bool | None
Row = Mapping[str, Cell]


class Shown(NamedTuple):
    """A column as people read it: its heading, and how a row is put into words."""

    heading: str
    say: Callable[[Row], str]
    keep: int = 0
    """The layout may fold columns of a higher number away from the table first (never drop them)."""
    numeric: bool = False
    marked: Callable[[Row], str] | None = None
    """The same, with words that may be shown in bold between `text.OPENING` and `text.CLOSING`."""


class Section(NamedTuple):
    """A named table: flat rows with the same keys always, and how people read them."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    shown: tuple[Shown, ...] = ()
    """Empty: people read the columns as they are."""
    key: str = "id"
    """The column that `-f id` prints."""
    about: str | None = None
    """A sentence under the heading."""
    ending: tuple[str, ...] = ()
    """Lines under the table: denominator, split, last check, as-of date."""


class Drawn(NamedTuple):
    """A figure that a page draws above the sections: its name, and the rows it is made of."""

    name: Literal["stand", "when", "many", "grid"]
    rows: tuple[Any, ...]


class Report(NamedTuple):
    """An answer: a title, the question in words, the headline, sections (one is the main one) and notes."""

    title: str
    question: str
    sections: tuple[Section, ...]
    headline: str | None = None
    notes: tuple[str, ...] = ()
    main: int = 0
    """Which section data formats print."""
    figures: tuple[Drawn, ...] = ()
    """What a page draws above the sections, of the whole panel whatever rows are chosen."""

    def section(self, name: str | None) -> Section:
        """Return the named section, or the main one.

        Raises UnknownNameError when there is no such section.
        """
        if name is None:
            return self.sections[self.main]
        by_name = {section.name: section for section in self.sections}
        if name not in by_name:
            hint = did_you_mean(name, by_name) or f"one of {', '.join(by_name)}"
            raise UnknownNameError("section", name, by_name, hint)
        return by_name[name]


def columns(*names: str) -> tuple[str, ...]:
    """Return column names, of which a text may hold several, as a tuple."""
    return tuple(" ".join(names).split())


def arrange(section: Section, columns: Sequence[str], sort: str | None, limit: int | None) -> Section:
    """Return the section with only these columns, sorted by one (`-name` for descending), at most `limit` rows.

    Raises UnknownNameError for a column that the section does not have.
    """
    for column in columns:
        _known(section, column)
    rows = list(section.rows)
    if sort is not None:
        name = sort.removeprefix("-")
        _known(section, name)
        filled = [row for row in rows if row[name] is not None]
        empty = [row for row in rows if row[name] is None]
        filled.sort(key=lambda row: row[name], reverse=sort.startswith("-"))  # type: ignore[arg-type, return-value]
        rows = filled + empty
    if limit is not None:
        rows = rows[:limit]
    if columns:
        return section._replace(columns=tuple(columns), rows=rows, shown=())
    return section._replace(rows=rows)


def _known(section: Section, column: str) -> None:
    if column not in section.columns:
        raise UnknownNameError("column", column, section.columns, f"one of {', '.join(section.columns)}")
