"""Cells in words: how people read a standing, a statement, a check, a tie or a source in a table.

A function that several sections share takes any row with the fields that it names.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from stancetracker.base import dates, wording
from stancetracker.base.text import host, plural
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.reports.table import RowT, Shown, joined, text

_HOME_LANGUAGE: Final = "en"
"""The language of our own words, which needs no mention."""


class NamedStance(Protocol):
    """A row with the name of an actor, and their status and stance."""

    @property
    def name(self) -> str | None: ...
    @property
    def status(self) -> str | None: ...
    @property
    def stance(self) -> str | None: ...


class Affiliation(Protocol):
    """A row with an actor's role, and the name of their organization."""

    @property
    def role(self) -> str | None: ...
    @property
    def organization_name(self) -> str | None: ...


class Period(Protocol):
    """A row with the first and last possible day of a statement or silence."""

    @property
    def earliest(self) -> str | None: ...
    @property
    def latest(self) -> str | None: ...


class Quotation(Protocol):
    """A row with the words of a statement."""

    @property
    def quote(self) -> str | None: ...
    @property
    def wording(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...
    @property
    def summary(self) -> str | None: ...


class Publication(Protocol):
    """A row with a source, an address or a citation, and its publisher."""

    @property
    def source(self) -> str | None: ...
    @property
    def publisher(self) -> str | None: ...


class Copy(Publication, Protocol):
    """A row with a source that may copy or retell an original."""

    @property
    def original_publisher(self) -> str | None: ...
    @property
    def tier(self) -> str | None: ...


class Check(Copy, Protocol):
    """A row with who checked, how and by which source."""

    @property
    def basis(self) -> str | None: ...
    @property
    def checked_by(self) -> str | None: ...


class SentenceOnRecord(Check, Protocol):
    """A row with a check, and who published its source when and in which language."""

    @property
    def date(self) -> str | None: ...
    @property
    def author(self) -> str | None: ...
    @property
    def published(self) -> str | None: ...
    @property
    def source_language(self) -> str | None: ...


class Amount(Protocol):
    """A row with the amount of a tie."""

    @property
    def amount_value(self) -> float | None: ...
    @property
    def amount_currency(self) -> str | None: ...
    @property
    def amount_bound(self) -> str | None: ...
    @property
    def amount_of(self) -> str | None: ...


class TieDate(Protocol):
    """A row with the date of a tie, or the period it covers."""

    @property
    def date(self) -> str | None: ...
    @property
    def period(self) -> str | None: ...


class TieOwner(Protocol):
    """A row with whose tie it is, and who was paid where that is somebody else."""

    @property
    def name(self) -> str: ...
    @property
    def recipient_name(self) -> str | None: ...


class TieText(Protocol):
    """A row with what a tie is."""

    @property
    def type(self) -> str: ...
    @property
    def counterparty_name(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def part_of(self) -> str | None: ...
    @property
    def verification(self) -> str: ...


def name(row: NamedStance) -> str:
    """Return the mark of a standing and the actor's name."""
    return f"{wording.mark(row.status or '', row.stance)} {row.name}"


def role(row: Affiliation) -> str:
    """Return an actor's role and organization."""
    return joined(", ", row.role, row.organization_name)


def possible_days(row: Period) -> str:
    """Return the day or days of a statement or silence, no more exact than they are."""
    return "" if row.latest is None else dates.interval_words(row.earliest, row.latest)


def scope(question: Question) -> str:
    """Return the day asked about in words, with the day of knowledge, and what counts."""
    return wording.as_of_words(question.as_of, question.known_by, question.audience)


def day(date: str | None) -> str:
    """Return a date as its line has it, in words; empty for null."""
    return dates.interval_words(*dates.parse(date)) if date else ""


def last_checked(day: str, *, stale: bool, answered: bool | None) -> str:
    """Return the day of the last check, and why another is due: none since, or on whose word."""
    if not stale:
        return dates.words(day)
    return f"{dates.words(day)}, {'not checked since' if answered else wording.UNANSWERED}"


def response(word: str | None) -> str:
    """Return the response to a check in words; empty where there is none."""
    return wording.RESPONSES.get(word or "", "")


def remark(row: SentenceOnRecord, sentence: str | None) -> str:
    """Return a source's own sentence about a silence as the source's: `CNBC wrote on …: “…”`."""
    return f"{wording.wrote(origin_of(row), _HOME_LANGUAGE)}: “{sentence}”" if sentence else ""


def origin_of(row: SentenceOnRecord) -> wording.SourceSentence:
    """Return what is on record of who wrote a source's sentence, where and when."""
    source = text(row.source)
    return wording.SourceSentence(
        basis=text(row.basis),
        checked_by=row.checked_by,
        publisher=row.publisher,
        original_publisher=row.original_publisher,
        author=row.author,
        place=host(source) or source.partition(", ")[0],
        tier=row.tier,
        date=row.published or text(row.date),
        language=row.source_language,
    )


def words(row: Quotation) -> str:
    """Return the quote, marked where it is a translation or not in English; else the summary."""
    if row.quote is None:
        return text(row.summary)
    language = row.language if row.language != _HOME_LANGUAGE else ""
    remark = joined(", ", language, wording.WORDINGS[row.wording or ""])
    return f"“{row.quote}”" + (f" ({remark})" if remark else "")


def where(channel: str, voice: str, audience: str) -> str:
    """Describe a statement's channel, voice and audience."""
    public = "" if audience == "public" else "private words"
    return joined(", ", wording.CHANNELS[channel], wording.VOICES[voice], public)


def publisher(row: Publication) -> str:
    """Return who published a source, else its address or citation."""
    return row.publisher or text(row.source)


def published_by(row: Copy) -> str:
    """Return who published a source, and whose text it copies or retells."""
    return wording.published_by(publisher(row), row.original_publisher, row.tier)


def checked(check: Check) -> str:
    """Return who checked, and how: `checked by Us`, `according to TechCrunch`."""
    return wording.checker(
        {
            "basis": check.basis,
            "checked_by": check.checked_by,
            "publisher": check.publisher,
            "original_publisher": check.original_publisher,
            "source": check.source,
            "tier": check.tier,
        }
    )


def checked_beside(check: Check, remark: str) -> str:
    """Return who checked, for beside a source's sentence; empty where that says who found none."""
    return "" if remark and check.basis == "reported" else checked(check)


def tie(row: TieText, event: str | None = None, whole: str | None = None) -> str:
    """Describe a tie: its type, the other party, the tie it is part of, and whether it is disputed.

    `event` is the title of its event, `whole` that of the tie it is part of.
    """
    return joined(
        ", ",
        row.type,
        wording.counterparty(row.type, row.counterparty_name),
        row.title or event,
        row.part_of and f"part of {whole or row.part_of}",
        row.verification == "disputed" and "disputed",
    )


def tie_owner(row: TieOwner) -> str:
    """Return whose tie it is; of a contract that others got for it, who did."""
    return wording.sold_by(row.name, [row.recipient_name]) if row.recipient_name else row.name


def amount(row: Amount) -> str:
    """Return the amount of a tie, with its bound and what it counts."""
    return wording.money(row.amount_value, row.amount_currency, row.amount_bound, row.amount_of)


def tie_day(row: TieDate) -> str:
    """Return the day of a tie, else the period it covers."""
    return day(row.date) or day(row.period)


def finding(standing: Standing) -> str:
    """Return the standing in words; with `when`, it makes a sentence."""
    if standing.status == "searched":
        return wording.searched(standing._asdict())
    return wording.standing(
        standing.status, standing.side, None, standing.audience, standing.stance_basis
    )


def when(standing: Standing) -> str:
    """Return the possible days of the deciding statement; for a silence, the last day it covers.

    Empty for a search, whose finding has its day.
    """
    if standing.status == "searched":
        return ""
    if standing.status == "silent":
        return f"up to {dates.words(str(standing.earliest))}"
    return possible_days(standing)


def sentence(standing: Standing) -> str:
    """Return a standing in words, with its day."""
    separator = " " if standing.status == "silent" else ", "
    return joined(separator, finding(standing), when(standing))


def flags(standing: Standing) -> tuple[str, ...]:
    """Return the flags of a standing, each in words."""
    return wording.flags(standing._asdict())


def note(standing: Standing) -> str:
    """Return the flags of a standing, and the last reply, after whether it is outside the panel."""
    reply = standing.replied and wording.replied(standing.replied)
    return joined(", ", not standing.panel and wording.OUTSIDE, *flags(standing), reply)


def in_few_words(standing: Standing) -> str:
    """Return a standing and its flags in a few words: `none found; moved`."""
    return wording.cell(standing._asdict())


def age(standing: Standing) -> str:
    """Return how long ago a silence was checked, or a search made, and whether that is overdue.

    Empty for a statement, and on an issue that is over.
    """
    if standing.status not in ("silent", "searched") or standing.issue_over:
        return ""
    days = plural(dates.days_between(str(standing.earliest), standing.as_of), "day")
    return f"{days} ago" + (", overdue" if standing.stale else "")


def deciding_day(standing: Standing) -> str:
    """Return the possible days of the deciding statement, or the one day that a silence covers."""
    if standing.status == "silent":
        return dates.words(str(standing.earliest))
    return possible_days(standing)


def authority(standing: Standing) -> str:
    """Return who published a statement's source, or who checked: `checked by Us`.

    A source without a publisher is cut to its host, or to what its citation begins with.
    """
    source = text(standing.source)
    standing = standing._replace(source=host(source) or source.partition(", ")[0])
    if standing.status == "silent":
        return checked(standing).removeprefix("according to ")
    if standing.status == "searched":
        last = "last " if standing.searches > 1 else ""
        return f"searched {last}by {standing.searched_by}"
    return published_by(standing)


def searches(standing: Standing) -> str:
    """Return how often somebody searched, and when last; empty where nobody did."""
    if not standing.last_searched:
        return ""
    numbers = wording.searches(standing._asdict())
    return f"{numbers}; last on {dates.words(standing.last_searched)}"


def first_words(standing: Standing) -> str:
    """Return the words of the evidence on one line.

    They stand in quotation marks unless they are a summary of ours; those of a silence are its
    source's. Of a search it is what turned up.
    """
    if standing.status == "searched":
        return wording.TURNED_UP.format(standing.found) if standing.found else ""
    line = " ".join(text(standing.words).split())
    if standing.status == "silent":
        return remark(standing, line)
    if not line or standing.wording is None:
        return line
    kind = wording.WORDINGS[standing.wording]
    return f"“{line}”" + (f" ({kind})" if kind else "")


def _words_of_actor(standing: Standing) -> str:
    """Return the words that may be cut: a source's sentence stands whole or not at all."""
    return "" if standing.status == "silent" else first_words(standing)


def mark_of_statement(
    stance: str, audience: str, verification: str, withdrawn: str | None, *, counts: bool
) -> str:
    """Return the mark of a statement: of its stance, or that it was not public or doesn't count."""
    values: Mapping[str, object] = {
        "stance": stance,
        "audience": audience,
        "verification": verification,
        "withdrawn": withdrawn,
        "counts": counts,
    }
    return wording.MARKS[wording.mark_of(values)]


def _without_age(standing: Standing) -> Standing:
    """Return the standing without its flag `stale`, which a column of its own says."""
    return standing._replace(stale=False)


def _short_authority(standing: Standing) -> str:
    """Return the first name in the authority of a standing."""
    name = re.split(", read at |, after | via ", authority(standing), maxsplit=1)[0]
    return name.replace(wording.UNNAMED.format(""), "unnamed, ")


_NAME: Final[Shown[Standing]] = Shown("Name", name)
_ORGANIZATION: Final[Shown[Standing]] = Shown(
    "Organization",
    role,
    keep=2,
    drop=1,
    cut=lambda standing: standing.organization_name or role(standing),
)
_FINDING: Final[Shown[Standing]] = Shown(
    wording.statement("public"),
    in_few_words,
    cut=lambda standing: in_few_words(_without_age(standing)),
    wraps=True,
)
_EVIDENCE: Final[tuple[Shown[Standing], ...]] = (
    Shown("When", deciding_day),
    Shown(
        "How long ago",
        age,
        keep=3,
        drop=2,
        cut=lambda standing: age(_without_age(standing)),
        terminal=True,
    ),
    Shown("Source", authority, keep=1, cut=_short_authority),
    Shown("Words", first_words, keep=4, drop=3, cut=_words_of_actor),
)
STANDING: Final = (_NAME, _ORGANIZATION, _FINDING, *_EVIDENCE)
"""The columns of standings on one issue."""


def grouped(issues: Iterable[Issue]) -> tuple[Shown[Standing], ...]:
    """Return the columns of standings on several issues, or outside a panel, headed by titles."""
    titles = wording.told_apart({issue.id: issue.title for issue in issues})
    return (
        _NAME,
        Shown(
            "Issue",
            lambda row: joined(", ", titles[row.issue], not row.panel and wording.OUTSIDE),
            group=True,
        ),
        _ORGANIZATION,
        _FINDING._replace(
            say=lambda standing: in_few_words(standing._replace(panel=True)),
            cut=lambda standing: in_few_words(_without_age(standing)._replace(panel=True)),
        ),
        *_EVIDENCE,
    )


def headed(columns: Sequence[Shown[RowT]], audience: str) -> tuple[Shown[RowT], ...]:
    """Return columns of standings, of which none is headed “public” where other words count."""
    return tuple(
        column._replace(heading=wording.statement(audience))
        if column.heading == _FINDING.heading
        else column
        for column in columns
    )
