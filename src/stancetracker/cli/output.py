"""Print an answer: the format, the section and the place that were asked for."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import typer

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.text import unobeyed
from stancetracker.cli import streams
from stancetracker.cli.options import Output
from stancetracker.ledger.folder import records_around
from stancetracker.render import formats
from stancetracker.render.cells import Display
from stancetracker.reports.table import Report, Section, arrange

SHORTHANDS = ("json", "jsonl", "csv", "tsv", "md", "plain")
Render = Callable[[Report, Section, Display], Iterator[str | bytes]]


def emit(report: Report, output: Output, own: Mapping[str, Render] | None = None) -> None:
    """Print a report as asked, to standard output or a file; `own` are formats as this command writes them.

    Raises typer.Exit(1) when -e was given and nothing matched; for some options, when anything did.
    """
    name = format_name(output)
    asked = report.section(output.section)
    section = arrange(asked, _columns(asked, output), output.sort, output.limit)
    render, whole = (own or {}).get(name), False
    if render is None:
        module = plugins.load(formats, name, "format")
        render, whole = module.render, getattr(module, "WHOLE", False)
    if whole:
        section = section._replace(ending=(*section.ending, *report.left_out))
    shown = (section,) if output.section else tuple(section if s is asked else s for s in report.sections)
    rows_asked = output.section or output.columns or output.sort or output.limit is not None
    figures = () if output.section or output.columns else report.figures
    whole_answer = None if rows_asked else report.whole
    report = report._replace(sections=shown, figures=figures, whole=whole_answer)
    chunks = render(report, section, display(output))
    if file := file_of(output):
        write_file(file, chunks)
    else:
        streams.write(chunks)
    if not whole:
        streams.say(*report.left_out)
    if output.exit_code and bool(asked.rows) == output.rows_are_status_1:
        raise typer.Exit(1)


def file_of(output: Output) -> Path | None:
    """Return the file that the answer goes to; None for standard output."""
    return None if str(output.output) == "-" else output.output


def asked_format(output: Output) -> str | None:
    """Return the format named by a flag, or None; refuse two."""
    asked = [name for name in SHORTHANDS if getattr(output, name)]
    if output.format is not None and output.format not in asked:
        asked.insert(0, output.format)
    if len(asked) > 1:
        raise UsageError(f"more than one format asked for: {', '.join(asked)}")
    return asked[0] if asked else None


def format_name(output: Output) -> str:
    """Return the format asked for; else the file's; else a table on a terminal and TSV elsewhere."""
    if asked := asked_format(output):
        return asked
    file = file_of(output)
    if file is None:
        return output.fallback or ("table" if streams.is_terminal() else "tsv")
    known = plugins.names(formats)
    for name in known:
        if file.suffix.removeprefix(".").casefold() in plugins.load(formats, name, "format").EXTENSIONS:
            return name
    raise UsageError(f"unknown extension: {file}", f"name a format with -f: {', '.join(known)}")


def display(output: Output) -> Display:
    """Return how an answer is shown, by the options and the terminal."""
    return Display(
        width=streams.width(),
        color=_color(output),
        ascii=output.ascii,
        headers=not output.no_headers,
        raw=output.raw,
        terminal=file_of(output) is None and streams.is_terminal(),
        column=output.size == "column",
    )


def _color(output: Output) -> bool:
    """--color, then NO_COLOR, then FORCE_COLOR, then whether it is a terminal."""
    if output.color != "auto":
        return output.color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if forced := os.environ.get("FORCE_COLOR"):
        return forced.casefold() not in ("0", "false")
    return file_of(output) is None and streams.is_terminal() and os.environ.get("TERM") != "dumb"


def _columns(section: Section, output: Output) -> list[str]:
    named = [column.strip() for given in output.columns for column in given.split(",") if column.strip()]
    if output.columns and not named:
        raise UsageError("--columns names no column", f"columns are {', '.join(section.columns)}")
    return named


def write_file(file: Path, chunks: Iterable[str | bytes]) -> None:
    """Write a text file whole or not at all: beside, then renamed over what was there; never into a dataset."""
    from stancetracker.ledger.staging import put, staged

    if found := records_around(file):
        message = f"{file} would become part of a dataset, as {found} holds records; nothing was written"
        raise WriteError(message, "write to another folder, or to a file that does not end in .jsonl")
    try:
        if file.exists() and not file.is_file():  # a pipe or a device can't be replaced
            _write(file, (unobeyed(chunk) if isinstance(chunk, str) else chunk for chunk in chunks))
            return
        target = file.resolve()
        with staged(target.parent) as folder:
            _write(folder / "made", chunks)
            put(folder / "made", target)
    except OSError as error:
        raise WriteError(f"could not write {file}: {error.strerror}") from error


def _write(path: Path, chunks: Iterable[str | bytes]) -> None:
    with path.open("wb") as out:
        out.writelines(streams.encoded(chunk) for chunk in chunks)
