"""The cards by which claims are shared: whose they are, the words, and their source."""

from collections.abc import Sequence
from typing import NamedTuple

from stancetracker.addons.site.figures.claim import ClaimCard, draw_claim, stands_whole
from stancetracker.addons.site.pages import words
from stancetracker.addons.site.pages.quotes import words_in_line
from stancetracker.addons.site.pages.words import Link
from stancetracker.base import wording
from stancetracker.index.record_queries import Silence, Statement
from stancetracker.reports.remarks import remark_of
from stancetracker.reports.table import joined


class Surroundings(NamedTuple):
    """The context of a card's record: its issue, its ledger and its last day of recording."""

    issue: str
    ledger: str
    recorded: str
    """The last day on which the record, a reply or a correction was recorded."""
    replies: str
    """The line that names the reply's author and day; empty without a reply."""


def statement_card(statement: Statement, around: Surroundings, sources: Sequence[Link]) -> str:
    """Draw the card of a statement: its words as the speaker's own, else the summary as ours."""
    shown = words_in_line(statement)
    if statement.quote:
        shown = f"“{shown}”"
        kind = wording.WORDINGS[statement.wording or "verbatim"]
    else:
        kind = "in our words"
    return _drawn(
        ClaimCard(
            around.issue,
            wording.recorded_by(around.recorded),
            statement.name,
            wording.mark_of(statement._asdict()),
            joined(", ", words.what(statement), words.interval(statement.date)),
            shown,
            _capitalized(joined(" · ", around.replies, kind, _source(sources))),
            around.ledger,
            is_quoted=bool(statement.quote),
        )
    )


def silence_card(silence: Silence, around: Surroundings, language: str) -> str:
    """Draw the card of a silence: what was found and when, never in the form of anybody's words.

    The sentence of its source stands below where there is room for all of it, else who checked.
    """
    sentence = remark_of(silence, language).sentence if silence.label else ""
    is_whole = bool(sentence) and stands_whole(sentence)
    checker = _capitalized(wording.checker(silence._asdict()))
    return _drawn(
        ClaimCard(
            around.issue,
            wording.recorded_by(around.recorded),
            silence.name,
            "silent",
            wording.none_found(silence.response, silence.date_earliest),
            sentence if is_whole else checker,
            joined(" · ", around.replies, is_whole and checker),
            around.ledger,
        )
    )


def _drawn(card: ClaimCard) -> str:
    return draw_claim(card) + "\n"


def _source(sources: Sequence[Link]) -> str:
    """Return where words stand: `in PCMag, reprint of The Verge`."""
    if not sources:
        return ""
    return f"in {words.whose(sources[0])}"


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
