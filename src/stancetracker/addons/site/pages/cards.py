"""The cards by which claims are shared: the words, and whose they are."""

from typing import Final

from stancetracker.addons.site.figures.frame import fits_the_foot
from stancetracker.addons.site.pages import words
from stancetracker.addons.site.pages.page import drawn_card
from stancetracker.base import wording
from stancetracker.index.record_queries import Silence, Statement
from stancetracker.reports.remarks import remark_of
from stancetracker.reports.table import joined

_LONGEST_QUOTE: Final = 180
"""The most characters of a quote on a card; a longer one is cut at a word."""


def statement_card(statement: Statement, issue: str, ledger: str) -> str:
    """Draw the card of a statement: its words as the speaker's own, else the summary as ours."""
    quote = statement.pull or statement.quote
    if quote:
        title = f"“{words.first_words(quote, _LONGEST_QUOTE)}”"
        kind = wording.WORDINGS[statement.wording or "verbatim"]
    else:
        title = words.first_words(statement.summary or "", _LONGEST_QUOTE)
        kind = "in our words"
    foot = joined(", ", words.what(statement), words.interval(statement.date), kind)
    marks = [(wording.mark_of(statement._asdict()), 1)]
    return drawn_card(statement.recorded, f"{statement.name} · {issue}", title, marks, foot, ledger)


def silence_card(silence: Silence, names: str, issue: str, ledger: str, language: str) -> str:
    """Draw the card of a silence: what was found and when, never in the form of anybody's words.

    The sentence of its source stands at the foot where there is room for all of it.
    """
    title = wording.none_found(silence.response, silence.date_earliest)
    foot = wording.checker(silence._asdict())
    if silence.label:
        sentence = remark_of(silence, language).sentence
        foot = sentence if fits_the_foot(sentence) else foot
    return drawn_card(
        silence.recorded,
        f"{names} · {issue}",
        title,
        [("silent", 1)],
        foot[:1].upper() + foot[1:],
        ledger,
    )
