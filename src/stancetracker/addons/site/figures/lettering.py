"""Texts that fit in their room: cut, broken into lines, or set smaller."""

from collections.abc import Sequence
from typing import Final

from stancetracker.base.text import safe
from stancetracker.render.axis import WIDTHS, part_of, width

LINE: Final = 1.25
"""The height of a line of large words, by its size."""


def fit(text: str, size: float, room: float) -> str:
    """Return the text made safe to show, cut with an ellipsis where it is too wide."""
    kept = ""
    used = 0.0
    cut = 0
    accents = 0
    for char in safe(text):
        part = part_of(char)
        accents = 0 if part else accents + 1
        if accents > 2:  # more would rise out of their line
            continue
        used += part
        if used > room / size:
            return kept[:cut].rstrip() + "…"
        kept += char
        if used + WIDTHS["…"] <= room / size:
            cut = len(kept)
    return kept


def words_that_fit(words: str, size: float, room: float) -> str:
    """Return a text made safe to show, cut after a word if too wide; quotations stay closed."""
    lines = wrapped(words, size, room)
    is_whole = len(lines) < 2 and fit(words, size, room)[-1:] == words[-1:]
    if is_whole:
        return "".join(lines)
    ending = "…”" if words.endswith("”") else "…"
    kept = wrapped(words, size, room - width(ending, size))[0]
    return kept.rstrip(" ,;:–—-…") + ending


def fitted_lines(
    words: str, sizes: Sequence[int], high: float, wide: float
) -> tuple[int, list[str]]:
    """Return the largest of these sizes at which a text is no higher than the room, and its lines.

    What is too high at the smallest is cut after a word.
    """
    for size in sizes:
        lines = wrapped(words, size, wide)
        if len(lines) * size * LINE <= high:
            return size, lines
    most = max(1, int(high / (size * LINE)))
    rest = " ".join(lines[most - 1 :])
    return size, [*lines[: most - 1], words_that_fit(rest, size, wide)]


def wrapped(words: str, size: float, room: float) -> list[str]:
    """Break a text at spaces into lines; a word that is wider than the room is cut."""
    lines: list[str] = []
    for word in safe(words).split():
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(fit(word, size, room))
    return lines
