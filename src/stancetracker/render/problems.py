"""Problems in the data, in lines for people and for GitHub."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from stancetracker.base.errors import Place, Problem
from stancetracker.base.text import unobeyed, visible
from stancetracker.render import cell_len

# The window of a line that is shown: so many characters before the problem, and from it on.
BEFORE: Final = 40
AFTER: Final = 30
INDENT: Final = "    "
DOTS: Final = "..."
_GITHUB_LEVELS: Final = {"fatal": "error", "error": "error", "notice": "notice"}


def located(problems: Iterable[Problem], folder: Path | None) -> Iterator[Problem]:
    """Give the problems of a dataset paths that can be opened from the current folder.

    Without a folder, leave them as they are.
    """
    for problem in problems:
        yield problem._replace(place=located_place(problem.place, folder))


def located_place(place: Place, folder: Path | None) -> Place:
    """Return a place with a path that can be opened from the current folder, if there is one."""
    lead = "" if folder is None else _path_from_here(folder)
    if not lead:
        return place
    path = lead if place.file == "." else f"{lead.rstrip('/')}/{place.file}"
    return place._replace(file=path)


def _path_from_here(folder: Path) -> str:
    """Return the relative path of a folder within the current one, the folder as named elsewhere.

    The path of the current folder is empty.
    """
    path = os.path.relpath(folder)
    if path == ".":
        return ""
    return str(folder) if path.startswith("..") else path


def as_text(problems: Iterable[Problem], width: int = 80) -> Iterator[str]:
    """Yield lines for a terminal: place and message, the line with a caret, the hint."""
    for problem in problems:
        place = visible(str(problem.place))
        yield f"{place}: {problem.severity}: {visible(problem.message)} [{visible(problem.code)}]"
        if problem.line_text is not None:
            yield from _line_with_caret(problem.line_text, problem.place.column, width)
        if problem.hint is not None:
            yield f"{INDENT}hint: {visible(problem.hint)}"


def _line_with_caret(line: str, column: int, width: int) -> Iterator[str]:
    """Yield as much of a line as fits around a column, and a caret under that column."""
    room = width - len(INDENT) - 2 * len(DOTS)
    window = max(min(BEFORE + AFTER, room), 2)
    before = window * BEFORE // (BEFORE + AFTER)
    caret = min(max(column - 1, 0), len(line))
    start = max(caret - before, 0)
    end = caret + window - before
    lead = (DOTS if start else "") + visible(line[start:caret])
    rest = visible(line[caret:end]) + (DOTS if end < len(line) else "")
    yield (INDENT + lead + rest).rstrip()
    yield INDENT + " " * cell_len(lead) + "^"


def as_github(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield workflow commands, which GitHub shows beside the lines."""
    for problem in problems:
        file = _github_property(problem.place.file)
        title = _github_property(problem.code)
        place = f"file={file},line={problem.place.line},col={problem.place.column},title={title}"
        message = _github_data(_message_with_hint(problem))
        yield f"::{_GITHUB_LEVELS[problem.severity]} {place}::{message}"


def _github_data(text: str) -> str:
    """Escape a text as GitHub's toolkit does; `visible` leaves no line end, only %."""
    return unobeyed(visible(text)).replace("%", "%25")


def _github_property(text: str) -> str:
    """Escape a text that stands between commas, before the message."""
    return _github_data(text).replace(":", "%3A").replace(",", "%2C")


def _message_with_hint(problem: Problem) -> str:
    if problem.hint is None:
        return problem.message
    return f"{problem.message} (hint: {problem.hint})"
