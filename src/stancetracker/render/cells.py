"""Cells and columns as text, and the settings of the place where an answer is shown."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from stancetracker.reports.table import Cell, Report, Row, Section, Shown

_ADDRESSES: Final = ("url", "archive_url", "original_url", "source")
_SHAPES: Final = dict(zip("●○◆◐◧□△▼×█▒·→━┈╌┊┴◂▸∘", "*o+%&=^vx#=.>=.-:|<>~", strict=True))
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500"
_ASCII: Final = str.maketrans(
    _SHAPES
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys("\u2018\u2019", "'")
    | dict.fromkeys("“”„", '"')
    | {"«": "<<", "»": ">>", "…": "...", "\u00a0": " "}
)


class Display(NamedTuple):
    """The settings of an output: its width in cells, and whether it takes colour, ASCII alone, headings, raw CSV."""

    width: int = 80
    color: bool = False
    ascii: bool = False
    headers: bool = True
    raw: bool = False
    terminal: bool = False
    """Whether people read it there, where lines wrap."""
    column: bool = False
    """Whether a figure is as wide as a column, not as a page."""


def address(column: Shown, row: Row, site: str | None = None, *, names: bool = False) -> str | None:
    """Return where a cell leads: that of a source to the source, one that `names` the row to its page on the site.

    The page is that of the statement or silence, the only records with a stance or a response; else of the actor.
    """
    url = row.get("source") if column.heading == "Source" else None
    if url is None and (text := column.say(row)) in {row.get(key) for key in _ADDRESSES}:
        url = text
    if names and site and row.get("evidence") and (row.get("stance") or row.get("response")):
        url = f"{site.rstrip('/')}/r/{row['evidence']}/"
    elif names and site and row.get("actor") and row.get("actor_kind"):
        folder = "people" if row["actor_kind"] == "person" else "organizations"
        url = f"{site.rstrip('/')}/{folder}/{row['actor']}/"
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else None


def plain(cell: Cell) -> str:
    """Return a cell as text: empty for null, `true` or `false` for a boolean."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)


def in_ascii(text: str) -> str:
    """Replace our shapes, dashes and quotation marks with ASCII; letters stay as they are."""
    return text if text.isascii() else text.translate(_ASCII)


def shown(section: Section, *, drawn: bool = False) -> tuple[Shown, ...]:
    """Return the columns of a section as people read them; by default all, the last folding first."""
    if not section.shown:
        return tuple(_column(section, column, place) for place, column in enumerate(section.columns))
    return tuple(column for column in section.shown if drawn or not column.drawn)


def _column(section: Section, column: str, keep: int) -> Shown:
    def say(row: Row) -> str:
        return plain(row[column])

    numeric = all(_is_number(row[column]) for row in section.rows)
    return Shown(column, say, keep, numeric and bool(section.rows))


def _is_number(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, (int, float)) and not isinstance(cell, bool))


def headed(report: Report) -> Iterator[tuple[str | None, Section]]:
    """Yield the sections with their headings, but quiet ones without rows; a section alone needs no heading."""
    sections = [one for one in report.sections if one.rows or not one.quiet] or report.sections
    for section in sections:
        yield section.name.replace("-", " ") if len(sections) > 1 else None, section
