"""Problems in the data, and changes of it, in lines for people, GitHub and other programs."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import quote

from stancetracker.base import __version__, wording
from stancetracker.base.errors import Problem
from stancetracker.base.text import in_json, unobeyed, visible
from stancetracker.render import BOLD, Display, cell_len
from stancetracker.render.formats.md import escaped
from stancetracker.reports.table import Report, Row, Section

BEFORE: Final = 40
AFTER: Final = 30
INDENT: Final = "    "
_LEVELS: Final = {"fatal": "error", "error": "error", "notice": "notice"}


def located(problems: Iterable[Problem], folder: Path | None) -> Iterator[Problem]:
    """Give the problems of a dataset paths that can be opened from the current folder; without one, as they are."""
    here = "" if folder is None else os.path.relpath(folder)
    lead = "" if here in ("", ".") else str(folder) if here.startswith("..") else here
    for problem in problems:
        path = f"{lead.rstrip('/')}/{problem.place.file}" if lead else problem.place.file
        yield problem._replace(place=problem.place._replace(file=path))


def as_text(problems: Iterable[Problem], width: int = 80) -> Iterator[str]:
    """Yield lines for a terminal: the place and the message, as much of the line as fits with a caret, the hint."""
    most = max(min(BEFORE + AFTER, width - len(INDENT) - 6), 2)
    before = most * BEFORE // (BEFORE + AFTER)
    for problem in problems:
        where = visible(str(problem.place))
        yield f"{where}: {problem.severity}: {visible(problem.message)} [{visible(problem.code)}]"
        if (line := problem.line_text) is not None:
            at = min(max(problem.place.column - 1, 0), len(line))
            start, end = max(at - before, 0), at + most - before
            lead = ("..." if start else "") + visible(line[start:at])
            after = visible(line[at:end]) + ("..." if end < len(line) else "")
            yield (INDENT + lead + after).rstrip()
            yield INDENT + " " * cell_len(lead) + "^"
        if problem.hint is not None:
            yield f"{INDENT}hint: {visible(problem.hint)}"


def as_github(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield workflow commands, which GitHub shows beside the lines."""

    def data(
        text: str,
    ) -> str:  # the rule of GitHub's toolkit: visible() leaves no line end, only %
        return unobeyed(visible(text)).replace("%", "%25")

    for problem in problems:
        file, title = (
            data(text).replace(":", "%3A").replace(",", "%2C")
            for text in (problem.place.file, problem.code)
        )
        where = f"file={file},line={problem.place.line},col={problem.place.column},title={title}"
        yield f"::{_LEVELS[problem.severity]} {where}::{data(_said(problem))}"


def _said(problem: Problem) -> str:
    return problem.message if problem.hint is None else f"{problem.message} (hint: {problem.hint})"


def as_sarif(problems: Iterable[Problem]) -> Iterator[str]:
    """Yield SARIF 2.1.0: one result a problem, its code as the rule."""
    results, rules = [], dict[str, dict[str, str]]()
    for problem in problems:
        file, line, column = problem.place
        region = {"startLine": line, "startColumn": column}
        place = {"artifactLocation": {"uri": quote(os.fsencode(file))}, "region": region}
        rules[problem.code] = {"id": problem.code}
        level = _LEVELS[problem.severity].replace("notice", "note")
        result = {"ruleId": problem.code, "level": level, "message": {"text": _said(problem)}}
        results.append({**result, "locations": [{"physicalLocation": place}]})
    driver = {"name": "stancetracker", "version": __version__, "rules": list(rules.values())}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    yield in_json(
        json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)
    )


def changes_as_text(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write a heading and a sentence a line, wrapped on a terminal alone; nothing where nothing changed."""
    display = display if display.terminal else display._replace(width=sys.maxsize)
    lead = ""
    for heading, rows in groupby(section.rows, _heading):
        if display.headers:
            yield lead
            yield from display.lines(heading, BOLD)
            lead = "\n"
        for row in rows:
            yield from display.lines(_sentence(row), lead="  ", hanging="    ")
    for note in report.notes:
        yield lead
        yield from display.lines(note)


def changes_as_markdown(report: Report, section: Section, display: Display) -> Iterator[str]:
    """Write the counts, and a list under each heading."""
    say = partial(escaped, ascii=display.ascii)
    yield f"# {say(report.title)}\n\n{say(report.question)}\n\n**{say(report.headline or '')}**\n"
    for heading, rows in groupby(section.rows, _heading):
        yield f"\n## {say(heading)}\n\n"
        yield from (f"- {say(_sentence(row))}\n" for row in rows)
    for note in report.notes:
        yield f"\n{say(note)}\n"


def _heading(row: Row) -> str:
    return wording.changes_heading(row["change"], row["kind"], row["before"], row["after"])


def _sentence(row: Row) -> str:
    return f"{row['sentence']} ({row['record']})" if row["record"] else str(row["sentence"])
