"""An actor on an issue: the standing, the replies, all that is on record; and what changed since an edition."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stancetracker.base import dates, wording
from stancetracker.figures.record import MOST_ROWS
from stancetracker.index import lookup, queries
from stancetracker.index.lookup import Who
from stancetracker.index.queries import Standing
from stancetracker.index.recorded import Said, Silence
from stancetracker.pages import asking, entries
from stancetracker.pages.asking import Asking, ids
from stancetracker.pages.entries import Entry
from stancetracker.reports import table


@dataclass(frozen=True)
class Card:
    """An actor on an issue: replies, the standing in a sentence, then the records it rests on."""

    standing: Standing
    title: str
    """Of the issue."""
    replies: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    corrections: tuple[Entry, ...]
    basis: int
    """How many of the entries, from the first, the standing rests on: more than one where it takes both sides."""

    @property
    def role(self) -> str:
        """Return the role and organization."""
        return table.role(self.standing._asdict())

    @property
    def finding(self) -> str:
        """Return the standing in a sentence, with its day; for a silence, with the response and who checked."""
        standing, row = self.standing, self.standing._asdict()
        if standing.status == "silent":
            return wording.none_found(standing.response, standing.earliest, wording.checked(row))
        words = table.finding(row)
        return f"{words}, {table.day(row)}" if standing.date else words

    @property
    def flags(self) -> tuple[str, ...]:
        """Return the flags of the standing, in words."""
        return wording.flags(self.standing._asdict())


class Shelf:
    """The records that cards are made of, by actor and issue."""

    def __init__(self, now: Asking, said: Iterable[Said], looks: Iterable[Silence]) -> None:
        self._now = now
        self._said: dict[tuple[str, str], list[Said]] = defaultdict(list)
        self._looks: dict[tuple[str, str], list[Silence]] = defaultdict(list)
        for one in said:
            if one.withdrawn != "redaction":
                self._said[one.issue, one.speaker].append(one)
        for look in looks:
            if look.withdrawn != "redaction":
                self._looks[look.issue, look.actor].append(look)

    def card(self, standing: Standing, title: str, besides: Iterable[str] = ()) -> Card:
        """Return the card of a standing; replies to the records `besides` also appear on it."""
        now, pair = self._now, (standing.issue, standing.actor)
        said, looks = self._said[pair], self._looks[pair]
        records, basis = ids(said, looks), _basis(standing, said)
        who = Who(standing.actor, standing.actor_kind, standing.name, None)
        held: list[Said | Silence] = [*said, *looks]
        held.sort(key=lambda one: (one.id in basis, one.date_earliest, one.date_latest, one.id), reverse=True)
        return Card(
            standing=standing,
            title=title,
            replies=tuple(entries.of_reply(now, one) for one in now.asides.replies((*besides, *records))),
            entries=tuple(
                entries.of_statement(now, one, who.kind)
                if isinstance(one, Said)
                else entries.of_look(now, one, [who])
                for one in held
            ),
            corrections=tuple(entries.of_correction(now, one) for one in now.asides.corrections(records)),
            basis=len(basis),
        )


def _basis(standing: Standing, said: Sequence[Said]) -> set[str]:
    """Return what a standing rests on: a silence, or the deciding statement and equally recent ones of another side."""
    found = {standing.evidence} if standing.evidence else set[str]()
    for decides in said:
        if decides.id == standing.evidence:
            others = (one for one in said if one.counts and one.stance not in ("neither", decides.stance))
            found |= {one.id for one in others if one.date_latest >= decides.date_earliest}
    return found


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
    new, old = (
        {standing.actor: standing for standing in queries.standings(each.connection, (issue,))}
        for each in (now, before)
    )
    for actor in {**new, **old}:
        after, was = (_words(found.get(actor)) for found in (new, old))
        if after != was:
            yield wording.turned((new.get(actor) or old[actor]).name, after, was)


def _words(standing: Standing | None) -> str:
    if standing is None:
        return "no record on this issue"
    row = standing._asdict()
    day = dates.words(str(standing.earliest)) if standing.status == "silent" else table.day(row)
    return wording.standing_on(
        standing.status,
        standing.stance,
        day,
        standing.response,
        wording.flags({**row, "as_of": None}),  # that days pass is no change
        standing.audience,
        standing.stance_basis,
    )


def _recorded(now: Asking, before: Asking, issue: str) -> Iterator[str]:
    since = before.question.known_by or before.question.as_of
    said, looks = asking.said(now, issue), asking.looks(now, issue)
    more = queries.records_of(now.connection, issue, now.question.as_of)
    held = {issue, *more, *ids(said, looks)}
    asides = now.asides
    found = [(one.recorded, _said(one)) for one in said if one.withdrawn != "redaction"]
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
        f"{one.audience} statement by {one.name}, {wording.side(one.stance, one.stance_basis)},"
        f" {entries.interval(one.date)}"
    )
    if one.audience != "public":
        words = f"reported, not public: {words}"
    return words + _kept_out(one.verification, one.withdrawn)


def _looks(now: Asking, looks: Iterable[Silence]) -> Iterator[tuple[str, str]]:
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
        who = wording.checked(first._asdict())
        words += f", {who}" if who else ""
        yield first.recorded, words + _kept_out("", first.withdrawn)


def _kept_out(verification: str, withdrawn: str | None) -> str:
    why = entries.state(verification, withdrawn)
    return f" ({why})" if why else ""
