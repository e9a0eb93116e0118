"""The report: sections of typed rows, which every command makes and every format writes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, NamedTuple, TypeVar

from stancetracker.base.errors import UnknownNameError

Key = TypeVar("Key")
Item = TypeVar("Item")
Cell = str | int | float | bool | None
Row = Mapping[str, Any]
"""A row of a table whose columns come from the data."""
if TYPE_CHECKING:
    from typing_extensions import TypeVar as TypeVarWithDefault  # in `typing` from Python 3.13 on

    RowT = TypeVarWithDefault("RowT", default=Any)
else:
    RowT = TypeVar("RowT")
"""The class of a section's rows: a named tuple or a dataclass, whose fields are the columns.

A `Section` alone is one of rows of any class.
"""
_PEOPLE_ONLY = "for people only"
PeopleOnly = Annotated[Item, _PEOPLE_ONLY]
"""Marks a field of a row that is no column: only the words for people are made from it."""


class Shown(NamedTuple, Generic[RowT]):
    """A column as people read it: its heading, and how a row is put into words."""

    heading: str
    say: Callable[[RowT], str]
    keep: int = 0
    """The layout may fold columns of a higher number away from the table first, never drop them."""
    numeric: bool = False
    marked: Callable[[RowT], str] | None = None
    """The same words, with those to print in bold between `text.OPENING` and `text.CLOSING`."""
    drop: int = 0
    """A layout without room for it leaves it out, the highest number first; 0 is never left out."""
    cut: Callable[[RowT], str] | None = None
    """A shorter text where there is no room, which may be cut further; None is never cut."""
    wraps: bool = False
    """Its texts may take several lines each in a table that is too wide.

    One with a `cut` is never cut further.
    """
    group: bool = False
    """A table for the terminal puts it on a line above the rows that share it."""
    terminal: bool = False
    """A terminal alone shows it: a drawing of characters, or how long ago a day was."""
    short: "Shown[RowT] | None" = None
    """The heading and texts in a table for the terminal: marks that a legend explains."""


class Stamp(NamedTuple):
    """The last columns of every row of a section: the day, the audience and the data asked."""

    as_of: str
    known_by: str | None
    audience: str
    data_version: str


class Section(NamedTuple, Generic[RowT]):
    """A named table: rows of one class with the same columns always, and how people read them."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[RowT]
    shown: tuple[Shown[RowT], ...] = ()
    """Empty: people read the columns as they are."""
    key: str = "id"
    """The column that `-f id` prints."""
    caption: str | None = None
    """A text above the table."""
    ending: tuple[str, ...] = ()
    """Lines under the table: denominator, split, last check, as-of date."""
    footnote: Callable[[RowT], str] | None = None
    """The text of a row's footnote, for a format that has footnotes."""
    quiet: bool = False
    """People are not shown it where it has no rows and is not asked for."""
    as_read: Callable[[Sequence[RowT]], Sequence[RowT]] | None = None
    """Returns the rows with the values that people read in place of those of programs."""
    elsewhere: Callable[[RowT], bool] | None = None
    """Whether people read a row in another section; here it is for programs, and if asked for."""
    stamp: Stamp | None = None

    def cell(self, row: RowT, column: str) -> Cell:
        """Return one cell of a row."""
        return self._cells(row, (column,))[column]

    def cells(self, row: RowT) -> dict[str, Cell]:
        """Return the cells of a row by column."""
        return self._cells(row, self.columns)

    def _cells(self, row: RowT, columns: Iterable[str]) -> dict[str, Cell]:
        """Return the cells of a row in some columns; those of the stamp are alike in every row."""
        stamp = {} if self.stamp is None else self.stamp._asdict()
        if isinstance(row, Mapping):
            return {name: stamp[name] if name in stamp else row[name] for name in columns}
        return {name: stamp[name] if name in stamp else getattr(row, name) for name in columns}


class Figure(NamedTuple):
    """A figure of a report: its name, and the arguments of the function that draws it."""

    name: str
    arguments: tuple[Any, ...]


class Report(NamedTuple):
    """An answer: title, question in words, headline, sections (one is the main one) and notes."""

    title: str
    question: str
    sections: tuple[Section, ...]
    headline: str | None = None
    notes: tuple[str, ...] = ()
    main: int = 0
    """The position of the section that data formats print."""
    figures: tuple[Figure, ...] = ()
    """The figures above the sections of a page: of the whole panel, whatever rows are chosen."""
    is_drawn: bool = False
    """True where a terminal has the first figure alone; `--section` lists the main section."""
    make_whole: Callable[[], Mapping[str, Any]] | None = None
    """Returns the answer as one object, where it has one; rows of sections are made as read."""
    site: str | None = None
    """The address of the dataset's site, where it is known."""
    caveats: tuple[str, ...] = ()
    """Lines on why there is no row, or nothing known: under a table, else on standard error."""
    chapters: tuple["Report", ...] = ()
    """The reports, one an issue, that people read in place of `sections`, which have all rows."""

    @property
    def whole(self) -> Mapping[str, Any] | None:
        """Return the answer as one object, printed as JSON in place of the main section."""
        if self.make_whole is None:
            return None
        return {
            key: [*value] if isinstance(value, Iterator) else value
            for key, value in self.make_whole().items()
        }

    @property
    def closing(self) -> tuple[str, ...]:
        """Return the notes; of a report in chapters, first the lines that no section ends with."""
        return (*self.caveats, *self.notes) if self.chapters else self.notes

    def section(self, name: str | None) -> Section:
        """Return the named section, or the main one.

        Raises UnknownNameError when there is no such section.
        """
        if name is None:
            return self.sections[self.main]
        by_name = {section.name: section for section in self.sections}
        as_printed = name.casefold().replace(" ", "-")
        if as_printed not in by_name:
            raise UnknownNameError("section", name, by_name)
        return by_name[as_printed]


def with_names_told_apart(section: Section[RowT]) -> Section[RowT]:
    """Return a section in which people read an actor's id beside a name that several have there."""
    place = next(
        (place for place, column in enumerate(section.shown) if column.heading == "Name"), None
    )
    if place is None:
        return section
    actor_by_name: dict[str, str] = {}
    shared_names: set[str] = set()
    for row in section.rows:
        name, actor = value_of(row, "name"), value_of(row, "actor")
        if name and actor and actor_by_name.setdefault(name, actor) != actor:
            shared_names.add(name)
    if not shared_names:
        return section
    column = section.shown[place]

    def say(row: RowT) -> str:
        words = column.say(row)
        is_shared = words and value_of(row, "name") in shared_names
        return f"{words} ({value_of(row, 'actor')})" if is_shared else words

    shown = (*section.shown[:place], column._replace(say=say), *section.shown[place + 1 :])
    return section._replace(shown=shown)


def with_words(section: Section[RowT]) -> Section[RowT]:
    """Return a section without the columns in which no row has words; one without rows as it is."""
    shown = [column for column in section.shown if any(map(column.say, section.rows))]
    return section._replace(shown=tuple(shown) or section.shown)


def concatenated(sections: Sequence[Section[RowT]]) -> Section[RowT]:
    """Return sections of one name and of several issues as one, a row alike in all cells once.

    A line of the ending that they don't share stands in none of it.
    """
    first = sections[0]
    rows = {tuple(part.cells(row).values()): row for part in sections for row in part.rows}
    shown = first.shown
    if shown and all(has_value(row, "issue") for row in rows.values()):
        issue: Shown[RowT] = Shown("Issue", lambda row: text(value_of(row, "issue")), group=True)
        shown = (shown[0], issue, *shown[1:])
    captions = {part.caption for part in sections}
    return first._replace(
        rows=[*rows.values()],
        shown=shown,
        caption=first.caption if len(captions) == 1 else None,
        ending=tuple(
            line for line in first.ending if all(line in part.ending for part in sections)
        ),
        quiet=all(part.quiet for part in sections),
    )


def public_columns(row_class: type) -> tuple[str, ...]:
    """Return the columns of a class of rows: its fields, but those marked PeopleOnly."""
    return _public_columns(row_class)


@cache
def _public_columns(row_class: type) -> tuple[str, ...]:
    annotations = row_class.__annotations__
    # `from __future__ import annotations` would hide the mark from us.
    assert not any(isinstance(annotation, str) for annotation in annotations.values()), row_class
    return tuple(
        name
        for name, annotation in annotations.items()
        if _PEOPLE_ONLY not in getattr(annotation, "__metadata__", ())
    )


def value_of(row: object, name: str) -> Any:
    """Return what a row has by a name, be it a column or for people only; None if it has nothing.

    For what reads rows of any class, such as the links of a page.
    """
    return row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)


def has_value(row: object, name: str) -> bool:
    """Return whether a row has a value by a name, be it None."""
    return name in row if isinstance(row, Mapping) else hasattr(row, name)


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> defaultdict[Key, list[Item]]:
    """Return the items by their key, each group in their order; none under any other key."""
    groups: defaultdict[Key, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


def arrange(
    section: Section[RowT], columns: Sequence[str], sort: str | None, limit: int | None
) -> Section[RowT]:
    """Return the section with these columns only, sorted by one, and at most `limit` rows.

    `sort` is a column, or `-column` for descending; rows without a value come last.
    Raises UnknownNameError for a column that the section does not have.
    """
    for column in columns:
        known_word("column", column, section.columns)
    rows = list(section.rows)
    if sort is not None:
        name = sort.removeprefix("-")
        known_word("column", name, section.columns)
        filled = [row for row in rows if section.cell(row, name) is not None]
        empty = [row for row in rows if section.cell(row, name) is None]

        def cell_of(row: RowT) -> Any:
            return section.cell(row, name)

        rows = sorted(filled, key=cell_of, reverse=sort.startswith("-")) + empty
    section = section._replace(rows=rows[:limit])
    if not columns:
        return section
    return section._replace(columns=tuple(columns), shown=(), as_read=None)


def known_word(role: str, word: str, words: tuple[str, ...]) -> str:
    """Return a word if it is one of these; else raise UnknownNameError."""
    if word not in words:
        raise UnknownNameError(role, word, words)
    return word


def plain(
    heading: str, cell: Callable[[RowT], Cell], keep: int = 0, *, numeric: bool = False
) -> Shown[RowT]:
    """Return a column that people read as it is; empty for null."""
    return Shown(heading, lambda row: text(cell(row)), keep, numeric)


def text(cell: Cell) -> str:
    """Return a cell as text; empty for null."""
    return "" if cell is None else str(cell)


def joined(separator: str, *parts: str | Literal[False] | None) -> str:
    """Join the parts that are filled."""
    return separator.join(part for part in parts if part)
