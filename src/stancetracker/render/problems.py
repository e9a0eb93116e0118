"""Problems in the data, in lines for people, GitHub and other programs."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from stancetracker.base import DISTRIBUTION, __version__
from stancetracker.base.errors import Place, Problem, Rule
from stancetracker.base.text import in_json, unobeyed, visible
from stancetracker.render import cell_len

# The window of a line that is shown: so many characters before the problem, and from it on.
BEFORE: Final = 40
AFTER: Final = 30
INDENT: Final = "    "
DOTS: Final = "..."
_GITHUB_LEVELS: Final = {"fatal": "error", "error": "error", "notice": "notice"}
_SARIF_LEVELS: Final = {"fatal": "error", "error": "error", "notice": "note"}
_SARIF_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


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


def as_sarif(problems: Iterable[Problem], rules: Iterable[Rule]) -> Iterator[str]:
    """Yield SARIF 2.1.0: one result a problem, its code as the rule, with what the code means."""
    results = []
    codes = set()
    for problem in problems:
        results.append(_sarif_result(problem))
        codes.add(problem.code)
    descriptions = [_sarif_rule(rule) for rule in rules if rule.code in codes]
    driver: dict[str, Any] = {
        "name": "stancetracker",
        "version": __version__,
        "rules": descriptions,
    }
    if homepage := _homepage():
        driver["informationUri"] = homepage
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    yield in_json(json.dumps(log, ensure_ascii=False))


def _homepage() -> str | None:
    """Return the address of the program, which a package that was built with one has."""
    from importlib import metadata  # slow to import, and only SARIF has the address

    try:
        links = metadata.metadata(DISTRIBUTION).get_all("Project-URL", [])
    except metadata.PackageNotFoundError:
        return None
    addresses = dict(link.split(", ", 1) for link in links)
    return addresses.get("Homepage")


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    """Return a code with the three texts that GitHub wants of it."""
    title = f"{rule.title}."
    paragraphs = rule.paragraphs or [title]
    return {
        "id": rule.code,
        "shortDescription": {"text": title},
        "fullDescription": {"text": paragraphs[0]},
        "help": {"text": "\n\n".join(paragraphs)},
    }


def _sarif_result(problem: Problem) -> dict[str, Any]:
    region = {"startLine": problem.place.line, "startColumn": problem.place.column}
    location = {"artifactLocation": {"uri": _uri(problem.place.file)}, "region": region}
    return {
        "ruleId": problem.code,
        "level": _SARIF_LEVELS[problem.severity],
        "message": {"text": _message_with_hint(problem)},
        "locations": [{"physicalLocation": location}],
    }


def _uri(file: str) -> str:
    """Return a relative path as a URI; one that leaves the current folder as a whole one."""
    if file.startswith(("/", "..")):
        return Path(os.path.normpath(Path.cwd() / file)).as_uri()
    return quote(os.fsencode(file))


def _message_with_hint(problem: Problem) -> str:
    if problem.hint is None:
        return problem.message
    return f"{problem.message} (hint: {problem.hint})"
