"""Reports as text: cells, columns and lines, and the settings of the place where an answer is shown.

On a terminal: wrapped at words, in bold, dim or the hue of a stance where colour is allowed.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from stancetracker.base.text import safe
from stancetracker.reports.table import Cell, Report, Row, Section, Shown

_ADDRESSES: Final = ("url", "archive_url", "original_url", "source")
_ASCII: Final = str.maketrans(
    "●○◆◐◧□△▼×█▒·→━┈╌┊┴◂▸∘‘’“”„\u00a0\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500",
    '*o+%&=^vx#=.>=.-:|<>~\'\'""" --------',
) | str.maketrans({"«": "<<", "»": ">>", "…": "..."})
BOLD: Final = "\x1b[1m"
DIM: Final = "\x1b[2m"
PLAIN: Final = "\x1b[0m"
# Marks that take a side, in hues that colour-blind eyes distinguish; the shape works without colour.
HUES: Final = {"●": "\x1b[94m", "◆": "\x1b[33m", "◐": "\x1b[95m", "◧": "\x1b[36m"}
_BEFORE_WORDS: Final = f"(?:^|(?<=  )|(?<=[:,] ))[{''.join(HUES)}](?= )"


class Display(NamedTuple):
    """An output: its width in cells, and whether it takes colour, ASCII alone, headings, raw CSV."""

    width: int = 80
    color: bool = False
    ascii: bool = False
    headers: bool = True
    raw: bool = False
    terminal: bool = False
    column: bool = False
    """True if a figure is as wide as a column, not as a page."""

    def text(self, text: str) -> str:
        """Return a text as it can be shown here."""
        shown = safe(text).strip()
        return in_ascii(shown) if self.ascii else shown

    def lines(self, text: str, style: str = "", lead: str = "", hanging: str = "") -> Iterator[str]:
        """Yield a text wrapped at words, each line ended; nothing for an empty text.

        The first line is indented by `lead`, the others by `hanging`, unless the terminal is too narrow.
        """
        width = self.width
        lead, hanging = (lead, hanging) if width >= 20 else ("", "")
        for line in wrap(self.text(text), width - len(hanging), width - len(lead)) if text else ():
            yield self.styled(lead + line, style)
            lead = hanging

    def painted(self, pieces: Iterable[tuple[str, str]]) -> str:
        """End a line of pieces, each with its style where colour is allowed; spaces at its end are left out."""
        kept = list(pieces)
        while kept and not kept[-1][0].strip():
            kept.pop()
        line = "".join(self.styled(text, style).removesuffix("\n") for text, style in kept).rstrip()
        return (in_ascii(line) if self.ascii else line) + "\n"

    def styled(self, line: str, style: str = "") -> str:
        """End a line in a style, or with the marks before words in their hues, where colour is allowed."""
        if not self.color:
            return f"{line}\n"
        if style:
            return f"{style}{line}{PLAIN}\n"
        return re.sub(_BEFORE_WORDS, lambda found: HUES[found[0]] + found[0] + PLAIN, line) + "\n"


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
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def in_ascii(text: str) -> str:
    """Replace our shapes, dashes and quotation marks with ASCII; letters stay as they are."""
    return text if text.isascii() else text.translate(_ASCII)


def shown(section: Section, *, drawn: bool = False) -> tuple[Shown, ...]:
    """Return the columns of a section as people read them; by default all, the last folding first."""
    if section.shown:
        return tuple(column for column in section.shown if drawn or not column.drawn)

    def column(keep: int, name: str) -> Shown:
        filled = [row[name] for row in section.rows if row[name] is not None]
        numeric = bool(section.rows) and all(type(cell) in (int, float) for cell in filled)
        return Shown(name, lambda row: plain(row[name]), keep, numeric)

    return tuple(column(keep, name) for keep, name in enumerate(section.columns))


def headed(report: Report) -> Iterator[tuple[str | None, Section]]:
    """Yield the sections with their headings, but quiet ones without rows; a section alone needs no heading."""
    sections = [one for one in report.sections if one.rows or not one.quiet] or report.sections
    for section in sections:
        yield section.name.replace("-", " ") if len(sections) > 1 else None, section


def cell_len(text: str) -> int:
    """Return the number of terminal cells that a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len as measured  # slow to import, and few answers need it

    return measured(text)


def wrap(text: str, width: int, first: int = 0) -> list[str]:
    """Break a text at spaces, and a word only where it is wider than `width`; the first line may be wider."""
    lines = [""]
    room = max(width, first)
    for word in text.split(" "):
        size = cell_len(word)
        if lines[-1] and size < room:
            lines[-1] += " " + word
            room -= size + 1
            continue
        pieces = [word] if size <= width else chopped(word, width)
        lines[-1:] = [*lines[-1:], *pieces] if lines[-1] else pieces
        room = max(width, 0 if len(lines) > 1 else first) - cell_len(pieces[-1])
    return lines


def chopped(word: str, width: int) -> list[str]:
    """Break a word between what a reader sees as characters."""
    if word.isascii():
        return [word[start : start + width] for start in range(0, len(word), width)]
    from rich.cells import chop_cells  # as above

    return chop_cells(word, width)
