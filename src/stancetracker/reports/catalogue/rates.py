"""How many of each issue's panel have a statement on record, a row per issue and kind of actor, in order of time."""

import sqlite3
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index.queries import Question
from stancetracker.reports import cells, filters
from stancetracker.reports.counts import Counts
from stancetracker.reports.panel import fetch_panels, notes
from stancetracker.reports.run import stamped
from stancetracker.reports.table import Report, Section, Shown, plain, public_columns, with_words


class RateRow(NamedTuple):
    """The counts of an issue's panel: spoke by stance, silent by response, searched, unchecked."""

    issue: str
    title: str
    since: str
    kind: str
    """The kind of actors that are counted: `person` or `organization`."""
    total: int
    """How many of these the panel holds."""
    spoke: int
    favor: int
    favor_side: str
    """The issue's own words for `favor`."""
    against: int
    against_side: str
    mixed: int
    undecided: int
    neither: int
    inferred: int
    """Of those who spoke, how many have a stance that is inferred."""
    silent: int
    none_found: int
    no_reply: int
    declined: int
    avoided: int
    searched_for: int
    unchecked: int
    first_checked: str | None
    """The earliest last check of anyone silent."""
    last_checked: str | None
    """The latest."""


def _title(row: RateRow) -> str:
    """Return the title of an issue, and who is counted if not people."""
    return row.title if row.kind == "person" else f"{row.title} ({wording.several(row.kind)})"


def _by_side(row: RateRow) -> str:
    counts = {stance: getattr(row, stance) for stance in wording.SIDES}
    return wording.split(counts, wording.sides(row.favor_side, row.against_side))


def _by_response(row: RateRow) -> str:
    """Return the silent by response; empty where nobody was asked about any of them."""
    if row.silent == row.none_found:
        return ""
    counts = {word: getattr(row, word.replace("-", "_")) for word in wording.RESPONSES}
    return wording.split(counts, wording.RESPONSES)


_SHOWN: Final[tuple[Shown[RateRow], ...]] = (
    Shown("Since", lambda row: dates.words(row.since)),
    Shown("Issue", _title, group=True),
    Shown("On record", lambda row: f"{row.spoke:,} of {row.total:,}"),
    Shown("No statement found", lambda row: f"{row.silent:,}"),
    Shown("By response", _by_response, keep=2),
    Shown("Searched", lambda row: f"{row.searched_for:,}" if row.searched_for else "", keep=1),
    plain("Never looked for", lambda row: f"{row.unchecked:,}"),
    Shown("By side", _by_side, keep=1),
)


def report(connection: sqlite3.Connection, question: Question) -> Report:
    """Count the panel of each issue, the newest issue first.

    Raises UsageError for a filter that would choose among a panel.
    """
    filters.refuse(question, subject="whole panels", applied=("issue", "kind"))
    panels = fetch_panels(connection, question)
    rows = [_row(counts) for panel in panels for counts in panel.counts.of_each_kind]
    day = cells.scope(question)
    kind = wording.statement(question.audience).lower()
    section = Section("rate", public_columns(RateRow), rows, _SHOWN, key="issue", ending=(day,))
    return Report(
        title="How many spoke, issue by issue",
        question=f"How many of each panel have a {kind} on record, {day}?",
        sections=stamped(connection, question, with_words(section)),
        notes=(*notes(panels), wording.RATES),
    )


def _row(counts: Counts) -> RateRow:
    issue = counts.issue
    return RateRow(
        issue=issue.id,
        title=issue.title,
        since=issue.since,
        kind=counts.kind,
        total=counts.total,
        spoke=counts.spoke.total(),
        favor=counts.spoke["favor"],
        favor_side=counts.sides["favor"],
        against=counts.spoke["against"],
        against_side=counts.sides["against"],
        mixed=counts.spoke["mixed"],
        undecided=counts.spoke["undecided"],
        neither=counts.spoke["neither"],
        inferred=counts.inferred,
        silent=counts.silent.total(),
        none_found=counts.silent["none-found"],
        no_reply=counts.silent["no-reply"],
        declined=counts.silent["declined"],
        avoided=counts.silent["avoided"],
        searched_for=counts.searched,
        unchecked=counts.unchecked,
        first_checked=counts.first_checked,
        last_checked=counts.last_checked,
    )
