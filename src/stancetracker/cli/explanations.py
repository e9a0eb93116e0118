"""What the columns of a table mean, as a person or a file of answers says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import typer

from stancetracker.base.errors import StancetrackerError, UsageError
from stancetracker.base.text import plural, visible
from stancetracker.cli import imports, options, prompts, streams
from stancetracker.ledger.journal import Change

if TYPE_CHECKING:
    from stancetracker.contribute.dataset import Dataset
    from stancetracker.contribute.document import Document
    from stancetracker.contribute.imports import Import
    from stancetracker.ledger.folder import Folder

_FOLDER: Final = "tables"
_MOST_OPEN: Final = 5
_LONGEST_LINE: Final = 500


class Explanation(NamedTuple):
    """The mapping of a table, and where a dataset keeps it."""

    text: str
    file: str
    """Its name in the folder of the dataset."""
    recorded: str = ""
    """The day of the table, if it was asked."""
    answers: str = ""
    """The answers of a person, as a file; empty where nobody was asked."""
    is_written: bool = False
    """True where a dry run wrote the answers to standard output."""

    @property
    def document(self) -> Document:
        """Return the mapping, read."""
        document: Document = imports.reader().load(self.text.encode(), self.file)
        return document


def mapping_file(name: str) -> str:
    """Return where a dataset keeps a mapping, by the name of its file."""
    return f"{_FOLDER}/{name}"


def explain(
    table: Path,
    form: str,
    dataset: Dataset | None,
    answers: Path | None,
    recorded: str | None,
    *,
    dry_run: bool,
) -> Explanation:
    """Return the mapping of a table by a file of answers, or by asking on a terminal.

    `recorded` is the day of the table, where it is known already.

    A dry run where nobody can be asked writes the answers to standard output, open or not, so
    that they can be answered and read again.

    Raises UsageError for questions without an answer, typer.Exit after it wrote them, and
    typer.Abort where a person stops, whose answers so far are kept.
    """
    tables = imports.reader()
    document = tables.load(streams.content(answers), str(answers)) if answers else None
    ask = _asking() if streams.may_ask() else None
    content = streams.content(table)
    today = options.today()
    answered = tables.explain(content, form, table, dataset, document, ask, recorded, today)
    if ask and (answered.open_questions or answered.error) and len(answered.answers) > 1:
        _keep_answers(answered.text(), table)
    if answered.open_questions and ask:
        raise typer.Abort
    if answered.open_questions:
        _stop(answered, dry_run=dry_run)
    if answered.error:
        raise answered.error
    meaning = answered.meaning
    if meaning.passed_over:
        streams.say(f"columns passed over: {', '.join(meaning.passed_over)}")
    text = tables.mapping_text(meaning)
    is_written = dry_run and ask is None
    if is_written:
        streams.write([answered.text()])
    answers_by_person = answered.text() if ask else ""
    file = mapping_file(f"{table.stem}.toml")
    return Explanation(text, file, meaning.recorded, answers_by_person, is_written)


@contextmanager
def kept_answers(explanation: Explanation | None, table: Path) -> Iterator[None]:
    """Write the answers of a person to a file where nothing comes of them, and name it."""
    try:
        yield
    except (typer.Abort, StancetrackerError):
        if explanation and explanation.answers:
            _keep_answers(explanation.answers, table)
        raise


def _keep_answers(text: str, table: Path) -> None:
    """Write the answers of a person to a file, and name it."""
    file = Path(f"{table.name}.answers.toml")
    streams.write_file(file, [text])
    streams.say(f"your answers are in {file}; with them: --answers {file}")


def show_summary(planned: Import, explanation: Explanation | None) -> None:
    """Show what would be added, beside the answers where these are on standard output."""
    lines = imports.summary(planned)
    if streams.may_ask():
        lines = (_shortened(line) for line in lines)
    if explanation and explanation.is_written:
        streams.complain(visible(line) for line in lines)
    else:
        streams.show(lines)


def _shortened(line: str) -> str:
    """Return a line that a person reads on a terminal, such as an issue with a large panel."""
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"


def _asking() -> Any:
    """Return the function that asks a person, and shows what is to be read first once.

    It returns None where the person presses Ctrl-C, or Ctrl-D.
    """
    lines_before: tuple[str, ...] = ()

    def ask(question: Any) -> str | None:
        nonlocal lines_before
        if question.lines and question.lines != lines_before:
            streams.complain(visible(line) for line in question.lines)
        lines_before = question.lines
        try:
            answer = prompts.prompt(
                visible(question.text),
                question.answer,
                {},
                default=question.default,
                may_be_empty=question.may_be_empty,
            )
        except typer.Abort:
            streams.complain([""])
            return None
        return str(answer or "")

    return ask


def _stop(answered: Any, *, dry_run: bool) -> None:
    """Write the open questions in a dry run; else raise UsageError, which says how to answer."""
    open_questions = answered.open_questions
    message = f"{plural(len(open_questions), 'question')} about the table to answer"
    if answered.meaning is None:
        message = f"{message}, on which others depend"
    if dry_run:
        streams.write([answered.text()])
        streams.say(f"{message}; then: --answers FILE")
        raise typer.Exit
    streams.complain(
        visible(f"  {'.'.join(question.path)}: {question.text}")
        for question in open_questions[:_MOST_OPEN]
    )
    raise UsageError(message, "write them down: -n > answers.toml; then: --answers answers.toml")


def with_mapping(planned: Import, explanation: Explanation) -> Import:
    """Return an import that writes the mapping of its table beside the records.

    Raises NotImportedError where no row is taken.
    """
    refuse_nothing(planned)
    mapping = Change(explanation.file, b"", explanation.text.encode())
    plan = planned.plan._replace(beside=(*planned.plan.beside, mapping))
    return planned._replace(plan=plan)


def say_where_it_is(folder: Folder, explanation: Explanation | None) -> None:
    """Say where the mapping of a table is kept, if it is new."""
    if explanation:
        file = folder.path / explanation.file
        flags = f"--map {file} --recorded DAY"
        streams.say(f"the mapping is in {file}; the table's next version: {flags}")


def refuse_nothing(planned: Import) -> None:
    """Raise NotImportedError where no row is taken, so that nothing is left behind."""
    from stancetracker.contribute.batch import NotImportedError

    if planned.rejects and not planned.accepted:
        raise NotImportedError("every row is rejected", "change the answers that the reasons name")
