"""Checks of what records say: that they fit each other, and what each has to have."""

from __future__ import annotations

from typing import Any

from stancetracker.ledger.checks.found import Finds, Found
from stancetracker.ledger.dataset import Entry
from stancetracker.ledger.model.dataset import Dataset
from stancetracker.ledger.model.event import Event
from stancetracker.ledger.model.issue import Issue
from stancetracker.ledger.model.petition import Petition
from stancetracker.ledger.model.silence import Silence
from stancetracker.ledger.model.statement import Statement
from stancetracker.ledger.view import View


def silence_contradicted(view: View, today: str) -> Finds:
    """A silence although the actor had spoken

    A look says that up to its first possible day nobody found a public statement. Here is one, by the same
    actor on the same issue, that was surely public before that day. One of the two is wrong: retract the look
    (a `correction` with the statement as its evidence), or mend the date of the statement. A statement of the
    very day of the look is no contradiction.

    wrong: statement of person-a dated 2026-01-20, silence of person-a dated 2026-01-26
    right: the same two, and {"kind":"correction","corrects":"silence-...","type":"retraction",...}
    """
    spoke: dict[tuple[str, str], tuple[str, str]] = {}
    for entry in view.standing(Statement):
        statement = entry.record
        if statement.audience == "public" and statement.verification != "disputed":
            pair, said = (statement.speaker, statement.issue), (view.days(statement)[1], entry.id)
            spoke[pair] = min(said, spoke.get(pair, said))
    for look in view.standing(Silence):
        start, _ = view.days(look.record)
        for number, actor in enumerate(look.record.actors):
            day, name = spoke.get((actor, look.record.issue), (start, ""))
            if day < start:
                message = f"{actor} spoke by {day} ({name}), before this look of {start}"
                yield Found(look, ("actors", number), message, "correct the look, or the statement")


def event_on_other_issue(view: View, today: str) -> Finds:
    """A statement at an event of another issue

    The `event` of a statement must list the statement's issue among its own.
    """
    for entry in view.of(Statement):
        event = view.named(entry.record.event or "", Event)
        if event and entry.record.issue not in event.issues:
            yield Found(entry, ("event",), f"{event.id} is about {', '.join(event.issues)}")


def demand_on_other_issue(view: View, today: str) -> Finds:
    """A statement that backs a demand of another issue

    The petition of each demand must be about the statement's issue.
    """
    for entry in view.of(Statement):
        for number, demand in enumerate(entry.record.demands):
            petition = view.named(demand.partition("/")[0], Petition)
            if petition and petition.issue != entry.record.issue:
                yield Found(entry, ("demands", number), f"{petition.id} is about {petition.issue}")


def response_mismatch(view: View, today: str) -> Finds:
    """A response that does not go with the basis

    Who asked tells what came back, be it nothing, so `asked` does not go with `none-found`; and who only
    searched, without asking, has no reply, refusal or evasion to tell of: `own-search` goes with `none-found`
    alone. Whoever asked and searched writes two looks. `reported` goes with any: whether anybody was asked is
    for that report to say.
    """
    for entry in view.of(Silence):
        basis, response = entry.record.basis, entry.record.response
        if basis != "reported" and (basis == "asked") == (response == "none-found"):
            yield Found(entry, ("response",), f"`{response}` does not go with the basis `{basis}`")


def panel_twice(view: View, today: str) -> Finds:
    """An actor who is twice in a panel

    Each counts once.
    """
    for entry in view.of(Issue):
        yield from _twice(entry, "panel", entry.record.panel)


def actor_twice(view: View, today: str) -> Finds:
    """An actor who is twice in a look

    Each is named once.
    """
    for entry in view.of(Silence):
        yield from _twice(entry, "actors", entry.record.actors)


def _twice(entry: Entry[Any], name: str, actors: tuple[str, ...]) -> Finds:
    seen: set[str] = set()
    for number, actor in enumerate(actors):
        if actor in seen:
            yield Found(entry, (name, number), f"{actor} stands twice")
        seen.add(actor)


def no_dataset_record(view: View, today: str) -> Finds:
    """A dataset without a name

    A line says what the dataset is called, who publishes it and under which licence:

    {"kind":"dataset","title":"...","publisher":"...","licence":"CC-BY-4.0","contact":"..."}
    """
    if view.whole and not view.of(Dataset):
        message = "no `dataset` record says who publishes this, and under which licence"
        yield Found(None, (), message, "stancetracker add dataset --help")


def second_hand_only(view: View, today: str) -> Finds:
    """A statement known at second hand only

    None of its sources is `primary`: the speaker's own post, letter, speech or filing. Add one if there is
    one.
    """
    for entry in view.standing(Statement):
        if all(source.tier != "primary" for source in entry.record.sources):
            yield Found(entry, ("sources",), "no primary source")
