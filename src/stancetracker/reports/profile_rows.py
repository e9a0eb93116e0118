"""The rows of `show`, and how people read them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index.lookup import Origin
from stancetracker.index.queries import LIST_COLUMNS, Issue, Standing
from stancetracker.index.record_queries import Role, Tie
from stancetracker.reports import cells
from stancetracker.reports.table import (
    Cell,
    PeopleOnly,
    Shown,
    Stamp,
    joined,
    plain,
    public_columns,
    text,
)


class RecordRow(NamedTuple):
    """A statement or silence, with the same cells; None where its kind has no such cell."""

    id: str
    kind: str
    issue: str
    actor: str
    name: str
    date: str
    stance: str | None
    stance_basis: str | None
    side: str | None
    """The stance in the issue's own words."""
    coded_by: str | None
    label: str | None
    quote: str | None
    wording: str | None
    language: str | None
    pull: str | None
    summary: str | None
    channel: str | None
    voice: str | None
    statement_audience: str | None
    made_public: str | None
    basis: str | None
    response: str | None
    checked_by: str | None
    asked_on: str | None
    searched: str | None
    includes_internal: bool | None
    verification: str | None
    withdrawn: str | None
    counts: bool
    reason: str | None
    """Why it does not count."""
    recorded: str | None
    note: str | None
    source: str | None
    publisher: str | None
    original_publisher: str | None
    earliest: PeopleOnly[str]
    tier: PeopleOnly[str | None]
    remark: PeopleOnly[str]
    """The source's sentence about a silence, as the source's."""
    translations: PeopleOnly[Sequence[Mapping[str, str | None]]]
    origins: PeopleOnly[Sequence[Origin]]
    evidence: PeopleOnly[str]
    """Its id, by which a page links it."""

    def as_object(self) -> dict[str, Any]:
        """Return the record as JSON has it, with its translations and sources."""
        return {
            **{name: getattr(self, name) for name in public_columns(type(self))},
            "translations": self.translations,
            "sources": [origin._asdict() for origin in self.origins],
        }


class StandingRow(NamedTuple):
    """A standing with the record that it rests on, and what would change it."""

    standing: PeopleOnly[Standing]
    record: PeopleOnly[RecordRow | None]
    search: PeopleOnly[Mapping[str, Any] | None]
    """The search that is shown, as its line has it, of somebody searched for."""
    proposition: PeopleOnly[str]
    private_side: PeopleOnly[str]
    """The side that private words take, in the issue's own words; empty for none."""
    recheck_due: str | None
    """The day by which a silence or search is or was to be repeated."""
    would_change: str

    def __getattr__(self, column: str) -> Any:
        """Return a column of the standing."""
        return getattr(self.standing, column)


STANDING_COLUMNS: Final = (
    *(column for column in LIST_COLUMNS if column not in Stamp._fields),
    "recheck_due",
    "would_change",
)


class FieldRow(NamedTuple):
    """A value in a record, with its path, such as `memberships.0.role`."""

    record: str
    kind: str
    field: str
    value: Cell
    side: PeopleOnly[str | None] = None
    """Of a statement's stance: the side in the issue's own words."""


class SourceRow(NamedTuple):
    """A source of a record."""

    record: str
    url: str | None
    citation: str | None
    tier: str | None
    publisher: str | None
    title: str | None
    author: str | None
    published: str | None
    retrieved: str | None
    language: str | None
    original_publisher: str | None
    original_url: str | None
    archive_url: str | None
    source: PeopleOnly[str]
    """Its address or citation."""


class LineRow(NamedTuple):
    """A record of a kind that has no words of its own, in one line."""

    id: str
    date: str | None
    sentence: str


class HistoryRow(NamedTuple):
    """Something that happened to a record on a day."""

    record: str
    date: str | None
    happened: str
    detail: str


def _record_words(row: RecordRow) -> str:
    """Return the words of a record.

    They are a quote with its translations, a summary, or the source's own sentence.
    """
    if row.kind != "statement":
        return row.remark
    translations = (
        wording.RENDERED.format(
            translation["text"], joined(" by ", translation["language"], translation["by"])
        )
        for translation in row.translations
    )
    label = row.label and wording.LABELLED.format(row.label)
    return joined("; ", cells.words(row), *translations, label)


def _record_where(row: RecordRow) -> str:
    """Return where a statement was made; empty for a silence."""
    if row.channel is None or row.voice is None or row.statement_audience is None:
        return ""
    return cells.where(row.channel, row.voice, row.statement_audience)


def _record_check(row: RecordRow) -> str:
    """Return who checked, where and how; empty for a statement."""
    return _check(cells.checked(row), row)


def _check(checked: str, row: RecordRow | None) -> str:
    """Return who checked, before where and how as a record has it."""
    if row is None:
        return checked
    return joined(
        "; ",
        checked,
        row.searched and f"searched: {row.searched}",
        row.asked_on and f"asked on {dates.words(row.asked_on)}",
        row.includes_internal and "also searched internally",
    )


def _remark(row: RecordRow) -> str:
    """Return the note of a record, unless the reason why it does not count says it already."""
    return "" if (row.note or "") in (row.reason or "") else text(row.note)


def _record_when(row: RecordRow) -> str:
    return f"up to {dates.words(row.earliest)}" if row.response else cells.day(row.date)


def _record_finding(row: RecordRow) -> str:
    if row.kind == "statement":
        return wording.with_basis(row.side, row.stance_basis)
    return joined(", ", wording.NONE_FOUND, wording.response_words(row.response))


def _of_record(say: Callable[[RecordRow], str]) -> Callable[[StandingRow], str]:
    """Return a function that words the record of a standing; empty without one."""
    return lambda row: say(row.record) if row.record else ""


def _of_standing(column: Shown[Standing]) -> Shown[StandingRow]:
    """Return a column of standings as one of standings with their records."""
    cut = column.cut
    return Shown(
        column.heading,
        lambda row: column.say(row.standing),
        keep=column.keep,
        drop=column.drop,
        group=column.group,
        cut=(lambda row: cut(row.standing)) if cut else None,
        wraps=column.wraps,
        terminal=column.terminal,
    )


def by_person(issue: Issue) -> tuple[Shown[StandingRow], ...]:
    """Return the columns of everybody's standings on one issue."""
    return tuple(map(_of_standing, cells.grouped([issue])))


def _finding(row: StandingRow) -> str:
    """Return a standing in words, after its mark."""
    return f"{wording.mark(row.status, row.stance)} {cells.finding(row.standing)}"


CHAIN: Final[tuple[Shown[StandingRow], ...]] = (
    Shown("Issue", lambda row: row.issue, group=True),
    Shown("Finding", _finding),
    Shown("When", lambda row: cells.when(row.standing)),
    Shown("Note", lambda row: cells.note(row.standing), keep=1),
    plain("Proposition", lambda row: row.proposition, 2),
    Shown("Words", _of_record(_record_words), keep=2),
    Shown("Channel", _of_record(_record_where), keep=2),
    Shown("Checked", lambda row: _check(cells.checked(row.standing), row.record), keep=2),
    Shown("What came back", lambda row: cells.response(row.response), keep=2),
    Shown("Searches", lambda row: cells.searches(row.standing), keep=2),
    plain("Turned up", lambda row: row.standing.found, 2),
    plain("Private words", lambda row: row.private_side, 2),
    plain("Coded by", lambda row: row.record.coded_by if row.record else None, 2),
    Shown("Remark", _of_record(_remark), keep=2),
    plain("Rests on", lambda row: row.evidence, 2),
    plain("What would change it", lambda row: row.would_change, 2),
)
STANDING_NAME: Final[Shown[StandingRow]] = plain("Name", lambda row: row.name)
SOURCE: Final[tuple[Shown[SourceRow], ...]] = (
    Shown(
        "Source",
        lambda row: wording.published_by(
            row.publisher or row.author or row.source, row.original_publisher, row.tier
        ),
    ),
    Shown("Published", lambda row: cells.day(row.published), keep=1),
    Shown("Read", lambda row: cells.day(row.retrieved) or wording.NOT_RECORDED, keep=2),
    Shown("Address", lambda row: row.source, keep=3),
    plain("Original", lambda row: row.original_url, 3),
    Shown("Archive", lambda row: row.archive_url or wording.NOT_RECORDED, keep=3),
    plain("Of", lambda row: row.record, 3),
)
RECORD_NAME: Final[Shown[RecordRow]] = plain("Name", lambda row: row.name)
RECORD_ISSUE: Final[Shown[RecordRow]] = plain("Issue", lambda row: row.issue, 2)
RECORD_START: Final[tuple[Shown[RecordRow], ...]] = (
    Shown("When", _record_when),
    Shown("Finding", _record_finding),
)
RECORD_REST: Final[tuple[Shown[RecordRow], ...]] = (
    Shown("Words", _record_words, keep=1),
    Shown("Channel", _record_where, keep=2),
    Shown("Checked", _record_check, keep=2),
    Shown("Remark", _remark, keep=2),
    Shown("Source", cells.published_by, keep=2),
    plain("Id", lambda row: row.id, 3),
)
REASON: Final[Shown[RecordRow]] = plain("Why not", lambda row: row.reason, 1)
FIELD: Final[tuple[Shown[FieldRow], ...]] = (
    plain("Field", lambda row: row.field),
    plain("Value", lambda row: row.side or row.value),
)
ROLE: Final[tuple[Shown[Role], ...]] = (
    plain("Name", lambda role: role.name),
    Shown("Role", cells.role),
    Shown("Began", lambda role: cells.day(role.start_date)),
    Shown("Ended", lambda role: cells.day(role.end_date)),
)
TIE: Final[tuple[Shown[Tie], ...]] = (
    Shown(
        "Tie",
        lambda tie: joined(
            ": ",
            tie.recipient_name and cells.tie_owner(tie),
            cells.tie(tie, event=tie.event_title),
        ),
    ),
    Shown("Amount", cells.amount, keep=1),
    Shown("When", cells.tie_day, keep=1),
    Shown("Source", cells.publisher, keep=2),
    plain("Remark", lambda tie: tie.note, 2),
    plain("Id", lambda tie: tie.id, 3),
)
LINE: Final[tuple[Shown[LineRow], ...]] = (
    plain("Record", lambda row: row.sentence),
    plain("Id", lambda row: row.id, 3),
)
HISTORY: Final[tuple[Shown[HistoryRow], ...]] = (
    Shown("Day", lambda row: dates.words(row.date) if row.date else ""),
    plain("What happened", lambda row: row.happened),
    plain("Detail", lambda row: row.detail),
)
