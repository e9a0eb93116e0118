"""The cards by which claims are shared: whose they are, the words, and their source."""

from collections.abc import Sequence

from stancetracker.addons.site.figures.claim import ClaimCard, draw_claim, stands_whole
from stancetracker.addons.site.pages import words
from stancetracker.addons.site.pages.quotes import words_in_line
from stancetracker.addons.site.pages.words import Link
from stancetracker.base import wording
from stancetracker.index.record_queries import Silence, Statement
from stancetracker.reports.remarks import remark_of
from stancetracker.reports.table import joined


def statement_card(statement: Statement, issue: str, sources: Sequence[Link], ledger: str) -> str:
    """Draw the card of a statement: its words as the speaker's own, else the summary as ours."""
    shown = words_in_line(statement)
    if statement.quote:
        shown = f"“{shown}”"
        kind = wording.WORDINGS[statement.wording or "verbatim"]
    else:
        kind = "in our words"
    return _drawn(
        ClaimCard(
            issue,
            wording.recorded_by(statement.recorded),
            statement.name,
            wording.mark_of(statement._asdict()),
            joined(", ", words.what(statement), words.interval(statement.date)),
            shown,
            _capitalized(joined(" · ", kind, _source(sources))),
            ledger,
            is_quoted=bool(statement.quote),
        )
    )


def silence_card(silence: Silence, names: str, issue: str, ledger: str, language: str) -> str:
    """Draw the card of a silence: what was found and when, never in the form of anybody's words.

    The sentence of its source stands below where there is room for all of it, else who checked.
    """
    sentence = remark_of(silence, language).sentence if silence.label else ""
    is_whole = bool(sentence) and stands_whole(sentence)
    checker = _capitalized(wording.checker(silence._asdict()))
    return _drawn(
        ClaimCard(
            issue,
            wording.recorded_by(silence.recorded),
            names,
            "silent",
            wording.none_found(silence.response, silence.date_earliest),
            sentence if is_whole else checker,
            checker if is_whole else "",
            ledger,
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
