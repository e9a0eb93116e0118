"""Text on a terminal: wrapped at words, in bold, dim or the hue of a stance where colour is allowed."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from stancetracker.base.text import safe
from stancetracker.render.cells import Display, in_ascii

BOLD: Final = "\x1b[1m"
DIM: Final = "\x1b[2m"
PLAIN: Final = "\x1b[0m"
# Marks that take a side, in hues that colour-blind eyes distinguish; the shape works without colour.
HUES: Final = {"●": "\x1b[94m", "◆": "\x1b[33m", "◐": "\x1b[95m", "◧": "\x1b[36m"}
_MARKED: Final = re.compile(f"(?:^|(?<=  )|(?<=[:,] ))[{''.join(HUES)}](?= )")
_JOINER: Final = "\u200d"


class Pen:
    """Writes texts as this terminal can show them."""

    def __init__(self, display: Display) -> None:
        self.display = display

    def text(self, text: str) -> str:
        """Return a text as it can be shown here."""
        shown = safe(text).strip()
        return in_ascii(shown) if self.display.ascii else shown

    def lines(self, text: str, style: str = "", lead: str = "", hanging: str = "") -> Iterator[str]:
        """Yield a text wrapped at words, each line ended; nothing for an empty text.

        The first line is indented by `lead`, the others by `hanging`, unless the terminal is too narrow.
        """
        width = self.display.width
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
        return (in_ascii(line) if self.display.ascii else line) + "\n"

    def styled(self, line: str, style: str = "") -> str:
        """End a line in a style, or with the marks before words in their hues, where colour is allowed."""
        if not self.display.color:
            return f"{line}\n"
        if style:
            return f"{style}{line}{PLAIN}\n"
        return _MARKED.sub(lambda found: HUES[found[0]] + found[0] + PLAIN, line) + "\n"


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
    pieces, size = [""], 0
    for part in _characters(word):
        cells = cell_len(part)
        if size + cells > width and pieces[-1]:
            pieces.append("")
            size = 0
        pieces[-1] += part
        size += cells
    return pieces


def _characters(word: str) -> Iterator[str]:
    """Split a word into what a reader sees as characters: each with its marks and what a joiner adds."""
    whole = word[0]
    for character in word[1:]:
        if whole[-1] == _JOINER or cell_len(character) == 0:
            whole += character
        else:
            yield whole
            whole = character
    yield whole
