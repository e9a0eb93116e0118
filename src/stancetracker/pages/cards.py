"""An actor on an issue: the standing, the replies, all that is on record; and what changed since an edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stancetracker.base import dates, wording
from stancetracker.figures.record import MOST_ROWS
from stancetracker.index import lookup, queries
from stancetracker.index.lookup import Who
from stancetracker.index.queries import Standing
from stancetracker.index.recorded import Said, Silence
from stancetracker.pages import asking, entries
from stancetracker.pages.asking import Asides, Asking, ids, redacted
from stancetracker.pages.entries import Entry
from stancetracker.reports import table


@dataclass(frozen=True)
class Card:
    """An actor on an issue: replies, the standing in a sentence, then the records it rests on."""

    actor: str
    kind: str
    """`person` or `organization`."""
    name: str
    role: str
    issue: str
    title: str
    """Of the issue."""
    status: str
    stance: str | None
    response: str | None
    panel: bool
    reported: bool
    """Whether words that were not public have been reported."""
    finding: str
    """The standing in a sentence with its day and, for a silence, who checked."""
    flags: tuple[str, ...]
    replies: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    corrections: tuple[Entry, ...]
    basis: int
    """How many of the entries, from the first, the standing rests on: more than one where it takes both sides."""
    answered: tuple[str, ...]
    """What the replies are to, by id."""


Pair = tuple[str, str]


class Shelf:
    """The records that cards are made of, by actor and issue."""

    def __init__(self, now: Asking, said: Iterable[Said], looks: Iterable[Silence], asides: Asides) -> None:
        self._now = now
        self._asides = asides
        self._said: dict[Pair, list[Said]] = defaultdict(list)
        self._looks: dict[Pair, list[Silence]] = defaultdict(list)
        for one in redacted(said):
            self._said[one.issue, one.speaker].append(one)
        for look in looks:
            if look.withdrawn != "redaction":
                self._looks[look.issue, look.actor].append(look)

    def card(self, standing: Standing, title: str, besides: Iterable[str] = ()) -> Card:
        """Return the card of a standing; replies to the records `besides` also appear on it."""
        pair = (standing.issue, standing.actor)
        said, looks = self._said.get(pair, []), self._looks.get(pair, [])
        records = ids(said, looks)
        row, basis = standing._asdict(), _basis(standing, said)
        replies = self._asides.replies((*besides, *records))
        return Card(
            actor=standing.actor,
            kind=standing.actor_kind,
            name=standing.name,
            role=table.role(row),
            issue=standing.issue,
            title=title,
            status=standing.status,
            stance=standing.stance,
            response=standing.response,
            panel=standing.panel,
            reported=standing.reported,
            finding=finding(standing),
            flags=wording.flags(row),
            replies=tuple(entries.of_reply(self._now, one) for one in replies),
            entries=self._entries(standing, said, looks, basis),
            corrections=self._corrections(records),
            basis=len(basis),
            answered=tuple(one.about for one in replies),
        )

    def _entries(
        self, standing: Standing, said: list[Said], looks: list[Silence], basis: set[str]
    ) -> tuple[Entry, ...]:
        """Return what the standing rests on, then the rest, newest first."""
        who = Who(standing.actor, standing.actor_kind, standing.name, None)
        held: list[Said | Silence] = [*said, *looks]
        held.sort(key=lambda one: (one.id in basis, one.date_earliest, one.date_latest, one.id), reverse=True)
        return tuple(
            entries.of_statement(self._now, one, who.kind)
            if isinstance(one, Said)
            else entries.of_look(self._now, one, who, who.name)
            for one in held
        )

    def _corrections(self, records: list[str]) -> tuple[Entry, ...]:
        return tuple(entries.of_correction(self._now, one) for one in self._asides.corrections(records))


def _basis(standing: Standing, said: Sequence[Said]) -> set[str]:
    """Return what a standing rests on: a silence, or the deciding statement and equally recent ones of another side."""
    found = {standing.evidence} if standing.evidence else set[str]()
    for decides in said:
        if decides.id == standing.evidence:
            others = (one for one in said if one.counts and one.stance not in ("neither", decides.stance))
            found |= {one.id for one in others if one.date_latest >= decides.date_earliest}
    return found


def finding(standing: Standing) -> str:
    """Describe a standing in a sentence, with its day; for a silence, with the response and who checked."""
    row = standing._asdict()
    if standing.status == "silent":
        return entries.none_found(standing.response, table.checked_by(row), standing.earliest)
    words = wording.standing(standing.status, standing.stance, None, standing.audience)
    return f"{words}, {day(standing)}" if standing.date else words


def day(standing: Standing) -> str:
    """Return the days of the deciding statement as its source gives them; for a silence, the day last checked."""
    if standing.date is None:
        return ""
    if standing.status == "silent":
        return dates.words(str(standing.earliest))
    return entries.interval(standing.date)


Told = tuple[str, str]


def changes(now: Asking, before: Asking | None, issue: str) -> tuple[str, ...]:
    """Describe what changed on an issue since the previous edition, if there is one."""
    if before is None:
        return ()
    return cut((*_standings(now, before, issue), *_recorded(now, before, issue)))


def cut(sentences: Sequence[str]) -> tuple[str, ...]:
    """Cut a list to a readable length, and say how many more there are."""
    left = len(sentences) - MOST_ROWS
    return (*sentences[:MOST_ROWS], f"And {left:,} more.") if left > 0 else tuple(sentences)


def _standings(now: Asking, before: Asking, issue: str) -> Iterator[str]:
    new, old = (_by_actor(each, issue) for each in (now, before))
    for actor in {**new, **old}:
        after, was = (_words(found.get(actor)) for found in (new, old))
        if after != was:
            yield wording.turned((new.get(actor) or old[actor]).name, after, was)


def _by_actor(now: Asking, issue: str) -> Mapping[str, Standing]:
    return {each.actor: each for each in queries.standings(now.connection, (issue,))}


def _words(standing: Standing | None) -> str:
    if standing is None:
        return "no record on this issue"
    return wording.standing_on(
        standing.status,
        standing.stance,
        day(standing),
        standing.response,
        wording.flags(standing._asdict()),
        standing.audience,
    )


def _recorded(now: Asking, before: Asking, issue: str) -> Iterator[str]:
    since = before.question.known_by or before.question.as_of
    said, looks = asking.said(now, issue), asking.looks(now, issue)
    more = queries.records_of(now.connection, issue, now.question.as_of)
    held = {issue, *more, *ids(said, looks)}
    asides = asking.asides(now)
    found: list[Told] = [(one.recorded, _said(one)) for one in redacted(said)]
    found += _looks(now, looks)
    found += [
        (one.recorded, entries.of_reply(now, one).words + f", {entries.interval(one.date)}")
        for one in asides.replies(held)
    ]
    found += [(one.recorded, entries.of_correction(now, one).words) for one in asides.corrections(held)]
    for recorded, words in sorted((each for each in found if each[0] > since), key=lambda each: each[0]):
        yield f"Recorded {dates.words(recorded)}: {words[:1].lower()}{words[1:]}"


def _said(one: Said) -> str:
    """Return `public statement by Ada, in favor, 21–22 Jan 2026`; `reported, not public: …`."""
    words = (
        f"{one.audience} statement by {one.name}, {wording.STANCES[one.stance]}, {entries.interval(one.date)}"
    )
    if one.audience != "public":
        words = f"reported, not public: {words}"
    kept_out = entries.state(one.verification, one.withdrawn, public=True, reported=False, counts=True)
    return f"{words} ({kept_out})" if kept_out else words


def _looks(now: Asking, looks: Iterable[Silence]) -> Iterator[Told]:
    """Yield a sentence a silence, naming all its actors: `no public statement by Ada found as of 20 Jan 2026`."""
    by_id: dict[str, list[Silence]] = {}
    for look in looks:
        if look.withdrawn != "redaction":
            by_id.setdefault(look.id, []).append(look)
    for rows in by_id.values():
        first = rows[0]
        found = (lookup.who(now.connection, each.actor) for each in rows)
        words = f"no public statement by {', '.join(each.name for each in found if each)} found"
        words += f" as of {dates.words(first.date_earliest)}"
        if first.response != "none-found":
            words += f" ({wording.RESPONSES[first.response]})"
        who = wording.checked(first.basis, first.checked_by, first.publisher, first.source)
        words += f", {who}" if who else ""
        kept_out = entries.state("", first.withdrawn, public=True, reported=False, counts=True)
        yield first.recorded, f"{words} ({kept_out})" if kept_out else words
