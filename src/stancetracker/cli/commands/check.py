"""`stancetracker check`: every mistake in a dataset, with its place and a hint."""

import os
from pathlib import Path
from textwrap import fill

import typer

from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.cli import options, streams
from stancetracker.cli.options import option, switch

PANEL = "contributors"
EXAMPLES = (
    "stancetracker check --strict --max-errors 20",
    "stancetracker check --against main",
    "stancetracker check --explain second-hand-only",
)
_OWN = ("text", "github", "sarif")
_LONGEST_SUMMARY = 900_000


def command(
    dataset: options.Dataset,
    strict: bool = switch("List every notice, and exit 1 for them.", "--strict"),
    against: str | None = option(
        "REV|VERSION|PATH",
        "Find lines changed or removed since, also since that page, site or export.",
    ),
    quotes: bool = switch("Find quotes that don't stand in archived sources.", "--quotes"),
    max_errors: int | None = option("N", "Stop listing after N problems.", min=1),
    format: str = options.format_option(*_OWN, default="text"),
    json: bool = switch("Short for -f json; each `file` can be opened from here.", "--json"),
    list_: bool = switch("List the codes that problems can have.", "--list"),
    explain: str | None = option("CODE", "Explain what a code means.", "--explain"),
) -> None:
    """Report every error, with its location and a hint."""
    if json and format not in ("text", "json"):
        raise UsageError(f"more than one format asked for: {format}, json")
    name = "json" if json else format
    if explain is not None:
        from stancetracker.contribute.check import rule_of

        rule = rule_of(explain)
        more = [" ".join(part.split()) for part in (rule.explanation or "").split("\n\n") if part]
        lines = (
            f"{rule.code} ({rule.severity})",
            f"{rule.title}.",
            *(line for part in more for line in ("", part)),
        )
        streams.write(f"{fill(line, streams.width())}\n" for line in lines)
    elif list_:
        from stancetracker.contribute.check import rules
        from stancetracker.reports.dataset import codes

        options.Output(format=None if name == "text" else name).emit(codes(rules()))
    else:
        _check(dataset, name, strict, max_errors, against, quotes)


def _check(
    dataset: options.Dataset,
    format: str,
    strict: bool,
    most: int | None,
    against: str | None,
    quotes: bool,
) -> None:
    from stancetracker.contribute import check
    from stancetracker.render import Display, lines
    from stancetracker.render.formats import md
    from stancetracker.reports.dataset import faults

    folder = dataset.folder()
    permanent = strict or format not in ("text", "github")
    checked = check.check(
        folder, options.today(), permanent=permanent, against=against, quotes=quotes
    )
    found = tuple(lines.located(checked.problems[:most], folder.path))
    if format in _OWN:
        room = (streams.width(),) if format == "text" else ()
        written = getattr(lines, f"as_{format}")(found, *room)
        streams.write((line + "\n" for line in written), commands=format == "github")
    else:
        options.Output(format=format).emit(faults(found))
    if format == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        report = faults(found)._replace(headline=checked.summary())
        table = "".join(md.render(report, report.sections[0], Display()))
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(table[:_LONGEST_SUMMARY])
    streams.say(*(f"completed: {one.sentence} ({one.record})" for one in checked.completions))
    streams.say(*filter(None, [checked.quote_summary]))
    more = 0 if most is None else len(checked.problems) - most
    if more > 0:
        streams.say(f"{plural(more, 'more problem')} not listed (--max-errors {most})")
    if checked.problems or checked.unlisted:
        streams.say(checked.summary())
    if checked.fails(strict=strict):
        raise typer.Exit(1)
