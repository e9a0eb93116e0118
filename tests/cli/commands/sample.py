"""A command that prints a small report."""

from stancetracker.cli import options
from stancetracker.cli.options import argument
from stancetracker.reports.table import Cell, Report, Section

PANEL = "researchers"
EXAMPLES = ("stancetracker sample", "stancetracker sample --json")


def command(
    flags: options.FilterFlags,
    output: options.Output,
    name: str | None = argument("NAME", "A name."),
) -> None:
    """Print a sample."""
    question = flags.question()
    when: dict[str, Cell] = {"as_of": question.as_of, "known_by": question.known_by}
    words = ", ".join([*flags.issues, *question.statuses, "é○"])
    rows = [{"id": "a", **when, "name": name or "Tim Cook"}, {"id": "b", **when, "name": words}]
    if name == "nobody":
        rows = []
    other = Section("other", ("key",), ({"key": str(flags.data)},), key="key")
    section = Section("main", ("id", "as_of", "known_by", "name"), rows, ending=("The end.",))
    output.emit(Report("Sample", str((question.since, question.until)), (section, other)))
