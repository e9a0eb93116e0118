"""`stancetracker check`: every mistake in a dataset, with its place and a hint."""

import os
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import typer

from stancetracker.base.errors import Problem, UsageError
from stancetracker.base.text import plural
from stancetracker.cli import hints, options, streams
from stancetracker.cli.options import option, switch
from stancetracker.render import Display, problems, remedies

if TYPE_CHECKING:  # what compares lines is slow to import
    from stancetracker.contribute.inclusion import Remedy

PANEL = "contributors"
EXAMPLES = (
    "stancetracker check --strict --max-errors 20",
    "stancetracker check --against main...",
    "stancetracker check --explain second-hand-only",
)
_LINE_FORMATS = ("text", "github")
_MOST_LISTED = 1_000
# GitHub shows no summary of more than a mebibyte.
_LONGEST_SUMMARY = 900_000


def command(
    dataset: options.Dataset,
    strict: bool = switch("List every notice, and exit 1 for them.", "--strict"),
    against: str | None = option(
        "REV|VERSION",
        "Find lines changed or removed since that revision, or version of the data; REV... since"
        " this branch left it.",
    ),
    allow_redaction: bool = switch(
        "With --against, let redactions remove the lines that they name.", "--allow-redaction"
    ),
    quotes: bool = switch("Find quotes that archived sources don't have.", "--quotes"),
    max_errors: int = option("N", "List at most N problems.", default=_MOST_LISTED, min=1),
    format: str = options.format_option(*_LINE_FORMATS, default="text"),
    json: bool = switch("Short for -f json; each `file` can be opened from here.", "--json"),
    list_: bool = switch("List all problem codes.", "--list"),
    explain: str | None = option("CODE", "Explain a problem code.", "--explain"),
) -> None:
    """Report every error, with its location and a hint."""
    if json and format not in ("text", "json"):
        raise UsageError(f"more than one format asked for: {format}, json")
    format_name = "json" if json else format
    if explain is not None:
        _explain(explain)
    elif list_:
        _list_codes(format_name)
    else:
        _check(dataset, format_name, strict, max_errors, against, allow_redaction, quotes)


def _explain(code: str) -> None:
    from stancetracker.contribute.check import rule_of

    rule = rule_of(code)
    lines = [f"{rule.code} ({rule.severity})", f"{rule.title}."]
    for paragraph in rule.paragraphs:
        lines += ["", paragraph]
    streams.write(f"{fill(line, streams.width())}\n" for line in lines)


def _list_codes(format: str) -> None:
    from stancetracker.contribute.check import rules
    from stancetracker.reports.problems import code_report

    options.Output(format=None if format == "text" else format).emit(code_report(rules()))


def _check(
    dataset: options.Dataset,
    format: str,
    strict: bool,
    max_errors: int,
    against: str | None,
    allow_redaction: bool,
    quotes: bool,
) -> None:
    from stancetracker.contribute.check import check

    folder = dataset.folder()
    lists_notices = strict or format not in _LINE_FORMATS
    checked = check(
        folder,
        options.today(),
        permanent=lists_notices,
        against=against,
        allow_redaction=allow_redaction,
        quotes=quotes,
    )
    located = problems.located(checked.problems[:max_errors], folder.path)
    listed = tuple(hints.of_problems(located))
    shown_remedies = [
        remedy._replace(place=problems.located_place(remedy.place, folder.path))
        for remedy in checked.remedies[:max_errors]
    ]
    _write(listed, format)
    if format in _LINE_FORMATS:
        for remedy in shown_remedies:
            lines = remedies.as_text(remedy.place, remedy.lines, replaces=remedy.replaces)
            streams.write(f"{line}\n" for line in ("", *lines))
    if format == "github":
        _write_summary(listed, checked.summary(), shown_remedies)
    if checked.quote_summary:
        streams.say(checked.quote_summary)
    unlisted = len(checked.problems) - len(listed)
    if unlisted:
        streams.say(f"{plural(unlisted, 'more problem')} not listed (--max-errors {max_errors})")
    if checked.problems or checked.unlisted:
        streams.say(checked.summary())
    if checked.fails(strict=strict):
        raise typer.Exit(1)


def _write(listed: Sequence[Problem], format: str) -> None:
    """Write problems in one of the formats of this command, or in one that all commands have."""
    if format == "text":
        streams.write(f"{line}\n" for line in problems.as_text(listed, streams.width()))
    elif format == "github":
        lines = (f"{line}\n" for line in problems.as_github(listed))
        streams.write(lines, commands=True)
    else:
        from stancetracker.reports.problems import problem_report

        options.Output(format=format).emit(problem_report(listed))


def _write_summary(
    listed: Sequence[Problem], counts: str, shown_remedies: Sequence["Remedy"]
) -> None:
    """Append problems and remedies to the summary that GitHub shows of a job, if it is one."""
    from stancetracker.ledger import files
    from stancetracker.render.formats import md
    from stancetracker.reports.problems import problem_report

    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    report = problem_report(listed)._replace(headline=counts)
    table = "".join(md.render(report, report.sections[0], Display()))
    for remedy in shown_remedies:
        lines = remedies.as_markdown(remedy.place, remedy.lines, replaces=remedy.replaces)
        table += "".join(f"{line}\n" for line in lines)
    with files.writing(*files.resolved(Path(path)), files.APPENDING) as file:
        file.write(table[:_LONGEST_SUMMARY].encode())
