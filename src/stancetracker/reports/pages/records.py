"""What a page asks of the index: the records of one issue or one actor, as far as they had begun by the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from stancetracker.base import dates
from stancetracker.index import recorded
from stancetracker.index.recorded import Corrected, Happened, Looked, Replied, Said
from stancetracker.reports.pages.values import Asking

Found = TypeVar("Found", Replied, Corrected)


def said_on(now: Asking, issue: str) -> list[Said]:
    """The statements on an issue, oldest first, withdrawn or not."""
    found = recorded.statements(now.connection, now.question, issue=issue)
    return [one for one in found if _began(one) <= now.question.as_of]


def said_by(now: Asking, actor: str) -> list[Said]:
    """The statements of an actor, oldest first, withdrawn or not."""
    found = recorded.statements(now.connection, now.question, actor=actor)
    return [one for one in found if _began(one) <= now.question.as_of]


def looks_on(now: Asking, issue: str) -> list[Looked]:
    """The looks on an issue, a row for each actor, oldest first, withdrawn or not."""
    found = recorded.looks(now.connection, now.question, issue=issue)
    return _once(one for one in found if one.date_earliest <= now.question.as_of)


def looks_for(now: Asking, actor: str) -> list[Looked]:
    """The looks for an actor, oldest first, withdrawn or not."""
    found = recorded.looks(now.connection, now.question, actor=actor)
    return _once(one for one in found if one.date_earliest <= now.question.as_of)


def events_on(now: Asking, issue: str) -> list[Happened]:
    """The events of an issue, oldest first."""
    found = recorded.events(now.connection, now.question)
    return [one for one in found if one.issue == issue and one.date_earliest <= now.question.as_of]


def asides(now: Asking) -> Asides:
    """Every reply and correction."""
    asked = now.question
    return Asides(recorded.replies(now.connection, asked), recorded.corrections(now.connection, asked))


def asides_of(now: Asking, actor: str, held: Iterable[str]) -> Asides:
    """The corrections of an actor's records, and the replies to the actor, to these records and their corrections."""
    found = recorded.corrections(now.connection, now.question, actor=actor)
    return Asides(_answers(now, (actor, *held, *(one.id for one in found))), found)


def asides_to(now: Asking, held: Iterable[str]) -> Asides:
    """What withdraws these records, and the replies to them and to that."""
    held = (*held,)
    known = recorded.corrections(now.connection, now.question, to=held)
    found = [one for one in known if one.corrects in held]
    return Asides(_answers(now, (*held, *(one.id for one in found))), found)


def _answers(now: Asking, held: Iterable[str]) -> list[Replied]:
    """The replies to these records, and to one another."""
    found: dict[str, Replied] = {}
    asked = [*held]
    while asked:
        new = recorded.replies(now.connection, now.question, to=asked)
        asked = [one.id for one in new if one.id not in found]
        found |= {one.id: one for one in new}
    return list(found.values())


def _once(looks: Iterable[Looked]) -> list[Looked]:
    """Each look once for each actor, also where it names one twice."""
    return list({(look.id, look.actor): look for look in looks}.values())


def _began(said: Said) -> str:
    """The first day on which a statement may have been known to those asked about."""
    return max(said.made_public_earliest or "", said.date_earliest)


class Asides:
    """Replies and corrections, by the records that they are about."""

    def __init__(self, replies: Iterable[Replied], corrections: Iterable[Corrected]) -> None:
        self._replies = _by(replies, lambda one: (one.about,))
        self._corrections = _by(corrections, lambda one: (one.corrects, one.replacement))

    def corrections(self, records: Iterable[str]) -> list[Corrected]:
        """The corrections that withdraw one of these records or put it in the place of another, oldest first."""
        found = {one.id: one for record in records for one in self._corrections.get(record, ())}
        return sorted(found.values(), key=lambda one: (one.recorded, one.id))

    def replies(self, records: Iterable[str]) -> list[Replied]:
        """The replies to these records, to their corrections and to one another, oldest first."""
        asked = [*records]
        asked += [one.id for one in self.corrections(asked)]
        found: dict[str, Replied] = {}
        while asked:
            new = [one for record in asked for one in self._replies.get(record, ()) if one.id not in found]
            found |= {one.id: one for one in new}
            asked = [one.id for one in new]
        return sorted(found.values(), key=_turn)


def _by(found: Iterable[Found], about: Callable[[Found], Iterable[str | None]]) -> dict[str, list[Found]]:
    by: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        for record in filter(None, dict.fromkeys(about(one))):
            by[record].append(one)
    return by


def _turn(reply: Replied) -> tuple[str, str, str]:
    earliest, latest = dates.parse(reply.date)
    return earliest or latest, latest, reply.id


def redacted(said: Iterable[Said]) -> Iterator[Said]:
    """The statements without those that a redaction took away."""
    return (one for one in said if one.withdrawn != "redaction")


def ids(said: Iterable[Said], looks: Iterable[Looked]) -> list[str]:
    """The ids of these statements and looks."""
    return [*(one.id for one in said), *(look.id for look in looks)]
