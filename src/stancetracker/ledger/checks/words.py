"""Checks of what records say in our own words, and in whose name."""

from __future__ import annotations

import re
from typing import Any, Final

from stancetracker.base import wording
from stancetracker.ledger.checks.found import Finds, Found
from stancetracker.ledger.dataset import Entry
from stancetracker.ledger.model.organization import Organization
from stancetracker.ledger.model.person import Person
from stancetracker.ledger.model.reply import Reply
from stancetracker.ledger.model.silence import Silence
from stancetracker.ledger.model.statement import Statement
from stancetracker.ledger.model.tie import Tie
from stancetracker.ledger.view import View

OURS: Final = ("summary", "reason", "note")
"""The fields whose words are ours."""
_QUOTED: Final = re.compile(r"(?<!\w)'[^']*'(?!\w)|\"[^\"]*\"|“[^”]*”|«[^»]*»")
_JUDGING: Final = re.compile(rf"\b(?:{'|'.join(wording.FORBIDDEN)})\b", re.IGNORECASE)


def judging_words(view: View, today: str) -> Finds:
    """A word that judges in our own words

    Summaries, reasons and notes are ours, and say what was said or done without judging it: nobody `refused`,
    `failed`, `ignored`, spoke `finally`, is `still` silent or `broke their silence`. Between quotation marks
    the words are somebody's, and may stand.

    wrong: "summary":"Finally spoke against it."
    right: "summary":"Spoke against it."
    """
    for entry in view.entries:
        values = vars(entry.record)
        for name in OURS:
            if word := judging_word(values.get(name) or ""):
                yield Found(entry, (name,), f"“{word}” judges", "say what was said or done")


def judging_word(text: str) -> str | None:
    """The first word in our own words that judges."""
    word = _JUDGING.search(_QUOTED.sub("", text))
    return word and word[0]


def reply_in_other_name(view: View, today: str) -> Finds:
    """A reply by somebody the record is not about

    Whoever a record is about can answer it: its speaker, the actors of a look, a party of a tie, the actor
    itself. A reply by anyone else is shown as theirs; see that its source says so.
    """
    for entry in view.of(Reply):
        target = view.by_id.get(entry.record.to)
        about = _about(target) if target else frozenset()
        if about and entry.record.by not in about:
            yield Found(entry, ("by",), f"{entry.record.to} is about {', '.join(sorted(about))}")


def _about(entry: Entry[Any]) -> frozenset[str]:
    """The actors that a record is about; none where that says nothing."""
    record = entry.record
    if isinstance(record, Person | Organization):
        return frozenset({record.id})
    if isinstance(record, Statement):
        return frozenset({record.speaker})
    if isinstance(record, Silence):
        return frozenset(record.actors)
    if isinstance(record, Tie):
        return frozenset({record.actor, *([record.counterparty] if record.counterparty else [])})
    return frozenset()
