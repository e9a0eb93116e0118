"""Planned imports, as `import` and `init` show them and ask about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from stancetracker.base import plugins, wording
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural, visible
from stancetracker.cli import options, prompts, streams
from stancetracker.contribute import readers

if TYPE_CHECKING:
    from stancetracker.contribute.add import Outcome
    from stancetracker.contribute.dataset import Dataset
    from stancetracker.contribute.document import Document
    from stancetracker.contribute.imports import Count, Import, SideWords
    from stancetracker.ledger.folder import Folder

_MOST_REJECTS_SHOWN = 10
_LINES_SHOWN = 5
_MOST_ISSUES_SHOWN = 10
_MOST_WORDS_SHOWN = 20
_EXAMPLE_WIDTH = 80


class Correction(NamedTuple):
    """Another cell for a rejected row: the line that the row begins in, and the column."""

    line: int
    column: str
    cell: str


def reader() -> Any:
    """Return the reader of tables, a plug-in."""
    return plugins.load(readers, "table", "reader")


def mapping_of(path: Path) -> Document:
    """Return the mapping in a file; raises UsageError."""
    document: Document = reader().load(streams.content(path), str(path))
    return document


def need_day(document: Document, recorded: str | None) -> None:
    """Raise UsageError where a mapping dates records to the day of the table, and none is stated.

    Nobody may be called silent today by a table of another day.
    """
    if recorded is None and reader().dates_rows_by_table(document):
        raise UsageError(
            f"by {document.name}, records have the day of the table, which isn't stated",
            "--recorded DAY, such as today",
        )


def plan_table(
    dataset: Dataset,
    file: str,
    form: str,
    document: Document,
    recorded: str,
    *,
    fix: bool = False,
    is_checked: bool = False,
) -> Import:
    """Plan to import a table; on a terminal, ask what only a person can decide of its rows.

    With `fix`, a person is also asked to correct its rejected rows; `is_checked` says that the
    silent were checked again although no row differs.
    """
    tables = reader()
    table = tables.read(streams.content(file), form, document, file)
    replan = partial(tables.plan_table, dataset, is_checked=is_checked)
    days = (options.today(), recorded)
    with streams.Progress() as progress:
        planned: Import = replan(table, document, *days, progress)
    if planned.questions and streams.may_ask():
        for line, answer in _answers(planned):
            table = table.with_answer(line, answer)
        planned = replan(table, document, *days, lambda *_: None)
    while fix:
        corrections = list(_ask_for_corrections(planned, table.columns))
        if not corrections:
            break
        for correction in corrections:
            table = table.with_cell(*correction)
        planned = replan(table, document, *days, lambda *_: None)
    return planned


def _answers(planned: Import) -> Iterator[tuple[int, str]]:
    """Yield the lines of rows with a person's answers to the questions about them."""
    for question in planned.questions:
        choices = ", ".join(question.choices)
        text = f"{question.text} ({choices}, or Enter to {question.without_answer})"
        answer = prompts.choice(visible(text), question.choices, {}, may_be_empty=True)
        if answer:
            yield question.line, answer


def is_whole(planned: Import, *, stated: bool, dry_run: bool) -> bool:
    """Return whether a table that lost very many rows is whole, as stated, or as a person says."""
    if not planned.doubt or stated:
        return True
    if dry_run:
        streams.say(f"{planned.doubt} If it is: --whole")
        return False
    return streams.may_ask() and prompts.yes(planned.doubt, {})


def _ask_for_corrections(planned: Import, columns: Sequence[str]) -> Iterator[Correction]:
    """Yield the correction of each rejected row that a person makes."""
    if planned.rejects and not streams.may_ask():
        raise UsageError("--fix needs a terminal")
    for row, reasons in planned.rejects:
        streams.say(f"{row.origin} rejected: {'; '.join(reasons)}")
        correction = _ask_for_correction(row.line, columns)
        if correction is not None:
            yield correction


def _ask_for_correction(line: int, columns: Sequence[str]) -> Correction | None:
    """Ask until an answer names a column; None for an empty answer."""
    question = "COLUMN=VALUE, or Enter to leave it"
    while True:
        answer = str(typer.prompt(question, default="", show_default=False))
        if not answer:
            return None
        column, equals, cell = answer.partition("=")
        if equals and column.strip() in columns:
            return Correction(line, column.strip(), cell.strip())
        streams.say(f"no such column: {column.strip()}; they are {', '.join(columns)}")


def keep_rejects(
    planned: Import, file: str, rejects: Path | None = None, *, is_table: bool
) -> None:
    """Write the rejected rows to a file, so that they can be imported again.

    `rejects` is that file; by default it lies in the current folder, or, if that is in the dataset,
    beside the dataset's folder.
    Raises UsageError where it would replace the file to import.
    """
    if not planned.rejects:
        return
    path = rejects or _rejects_path(file, planned.plan.dataset.folder.path, is_table=is_table)
    if file != "-" and path.resolve() == Path(file).resolve():
        raise UsageError(
            "the rejected rows would replace the file to import", "name another: --rejects FILE"
        )
    if str(path) == "-":
        streams.write([planned.rejected.decode("utf-8", "replace")])
        return
    streams.write_file(path, [planned.rejected])
    streams.say(f"the rejected rows are in {path}")
    if planned.questions and is_table:
        streams.say("fill in the answers there, and import that file: same --map, same --recorded")


def _rejects_path(file: str, dataset: Path, *, is_table: bool) -> Path:
    """Return the file of the rejected rows, in the current folder unless that is in the dataset."""
    name = "import" if file == "-" else Path(file).name
    path = Path(f"{name}.rejects.csv" if is_table else f"{name}.rejects")
    return dataset.parent / path if path.resolve().is_relative_to(dataset) else path


def say_what_is_rejected(planned: Import) -> None:
    """Say what is remarkable, and which rows are rejected."""
    streams.say(*planned.notes)
    for row, reasons in planned.rejects[:_MOST_REJECTS_SHOWN]:
        streams.say(f"{row.origin} rejected: {'; '.join(reasons)}")
    more = len(planned.rejects) - _MOST_REJECTS_SHOWN
    if more > 0:
        streams.say(f"and {more:,} more rejected")


def say_sides(planned: Import, *, are_confirmed: bool) -> bool:
    """Say which words take which side of which proposition; return whether any has to be confirmed.

    Where a person has confirmed them, or wrote the stances, they `are_confirmed`; else those that
    no statement of the dataset has are to be.
    """
    from stancetracker.contribute.imports import words_of_sides

    sides_taken = words_of_sides(planned)
    groups = [list(group) for _, group in groupby(sides_taken, lambda words: words.issue["id"])]
    for group in groups[:_MOST_ISSUES_SHOWN]:
        _say_words_on_issue(group)
    if len(groups) > _MOST_ISSUES_SHOWN:
        streams.say(f"and sides of {plural(len(groups) - _MOST_ISSUES_SHOWN, 'more issue')}")
    new_words = dict.fromkeys(word for words in sides_taken for word in words.new_words)
    if not new_words or are_confirmed:
        return False
    listed = [wording.word_of_source(word) for word in [*new_words][:_MOST_WORDS_SHOWN]]
    if len(new_words) > _MOST_WORDS_SHOWN:
        listed.append("…")
    streams.say(wording.NOT_CONFIRMED.format(", ".join(listed)))
    return True


def _say_words_on_issue(sides_taken: Sequence[SideWords]) -> None:
    from stancetracker.cli.questions import side, sides

    issue = sides_taken[0].issue
    streams.say(f"sides of “{issue['title']}”")
    streams.say_below(sides(issue))
    for words in sides_taken:
        line = wording.words_of_side(side(issue, words.stance), words.counts)
        streams.say_below([f"  {line}"])
        if words.example:
            example = shorten(words.example, _EXAMPLE_WIDTH, placeholder="…")
            streams.say_below([f"    such as “{example}”"])


def confirm_sides(planned: Import) -> None:
    """Say which words of a table take which side, and ask about new ones on a terminal.

    Raises NotImportedError unless they are right.
    """
    from stancetracker.contribute.batch import NotImportedError

    if not say_sides(planned, are_confirmed=False) or not streams.may_ask():
        return
    if not prompts.yes("is every word on the right side?", {}):
        hint = "correct what the mapping says of stances"
        raise NotImportedError("a word is on the wrong side", hint)


def say_counts(planned: Import, dry_run: bool) -> None:
    """Say how many records are added, change or were there, and how many rows are rejected."""
    for count in planned.counts:
        streams.say(f"{count.kind}: {_in_words(count, dry_run)}")
    rejected = plural(len(planned.rejects), "row")
    streams.say(f"{_in_words(planned.total(), dry_run)}, {rejected} rejected")


def say_how_to_undo(folder: Folder, outcome: Outcome) -> None:
    """Say how to undo an import, if somebody reads it and anything was written."""
    from stancetracker.contribute import undo

    if not streams.errors_are_seen():
        return
    if outcome.additions:
        streams.say(undo.sentence(folder, outcome.additions))
    elif outcome.replaced_files:
        streams.say(undo.sentence_for_files(folder, outcome.replaced_files))


def _in_words(count: Count, dry_run: bool) -> str:
    would = "would be " if dry_run else ""
    parts = [f"{count.added:,} {would}added"]
    if count.changed:
        parts.append(f"{count.changed:,} {would}changed")
    return ", ".join([*parts, f"{count.already_there:,} already there"])


def summary(planned: Import) -> Iterator[str]:
    """Yield the counts and the first lines of what would be added to each file."""
    for name in dict.fromkeys(addition.file for addition in planned.plan.additions):
        additions = [addition for addition in planned.plan.additions if addition.file == name]
        counts = Counter(addition.kind for addition in additions)
        numbers = [plural(count, kind, wording.several(kind)) for kind, count in counts.items()]
        yield f"+++ {name}: {', '.join(numbers)}"
        yield from (f"+{addition.line}" for addition in additions[:_LINES_SHOWN])
        more = len(additions) - _LINES_SHOWN
        if more > 0:
            yield f"+… {more:,} more"
