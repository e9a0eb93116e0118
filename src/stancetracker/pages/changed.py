"""Changes since the previous edition, a sentence each: standings, then new records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from stancetracker.base import dates, wording
from stancetracker.figures.record import MOST_ROWS
from stancetracker.index import lookup, queries
from stancetracker.index.queries import Standing
from stancetracker.index.recorded import Said, Silence
from stancetracker.pages import asking, entries
from stancetracker.pages.asking import Asking
from stancetracker.pages.cards import day
from stancetracker.pages.entries import interval, state

Told = tuple[str, str]


def on(now: Asking, before: Asking | None, issue: str) -> tuple[str, ...]:
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


def _by_actor(asking: Asking, issue: str) -> Mapping[str, Standing]:
    return {each.actor: each for each in queries.standings(asking.connection, (issue,))}


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
    held = {issue, *more, *asking.ids(said, looks)}
    asides = asking.asides(now)
    found: list[Told] = [(one.recorded, _said(one)) for one in asking.redacted(said)]
    found += _looks(now, looks)
    found += [
        (one.recorded, entries.of_reply(now, one).words + f", {interval(one.date)}")
        for one in asides.replies(held)
    ]
    found += [(one.recorded, entries.of_correction(now, one).words) for one in asides.corrections(held)]
    for recorded, words in sorted((each for each in found if each[0] > since), key=lambda each: each[0]):
        yield f"Recorded {dates.words(recorded)}: {words[:1].lower()}{words[1:]}"


def _said(one: Said) -> str:
    """Return `public statement by Ada, in favor, 21–22 Jan 2026`; `reported, not public: …`."""
    words = f"{one.audience} statement by {one.name}, {wording.STANCES[one.stance]}, {interval(one.date)}"
    if one.audience != "public":
        words = f"reported, not public: {words}"
    kept_out = state(one.verification, one.withdrawn, public=True, reported=False, counts=True)
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
        kept_out = state("", first.withdrawn, public=True, reported=False, counts=True)
        yield first.recorded, f"{words} ({kept_out})" if kept_out else words
