"""Lines that make the past of a dataset whole again, ready to paste."""

from collections.abc import Iterable, Iterator

from stancetracker.base.errors import Place
from stancetracker.base.text import in_json, plural, unobeyed, visible

_LEAST_FENCE = 3


def as_text(place: Place, lines: Iterable[str], *, replaces: bool) -> Iterator[str]:
    """Yield where the lines go, and the lines, in which nothing acts on a screen or on GitHub."""
    lines = [*lines]
    these = plural(len(lines), "line")
    file = unobeyed(visible(place.file))
    if replaces:
        yield f"In place of line {place.line} of {file}, {these}:"
    else:
        yield f"At the end of {file}, {these}:"
    yield from map(pasted, lines)


def as_markdown(place: Place, lines: Iterable[str], *, replaces: bool) -> Iterator[str]:
    """Yield the same for a page of GitHub, where a button copies the lines."""
    head, *lines = as_text(place, lines, replaces=replaces)
    fence = "`" * (max([_LEAST_FENCE - 1, *map(_longest_run, lines)]) + 1)
    yield from ("", head.replace("`", "'"), "", f"{fence}json", *lines, fence)


def pasted(line: str) -> str:
    """Return an equal line of JSON that no screen and no log of GitHub's acts on."""
    return in_json(line).replace("##[", r"##\u005b")


def _longest_run(line: str) -> int:
    """Return the length of the longest run of backticks."""
    longest = run = 0
    for character in line:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
