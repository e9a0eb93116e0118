"""The card of one record: whose it is, what it is, the words, and where they stand."""

from typing import Final, NamedTuple

from stancetracker.addons.site.figures.card import EDGE, WIDE, on_paper
from stancetracker.addons.site.figures.lettering import LINE, fit, fitted_lines
from stancetracker.addons.site.figures.shapes import SERIF, mark, text
from stancetracker.base.text import safe
from stancetracker.render.axis import width

_ROOM: Final = WIDE - 2 * EDGE
_TOP: Final = 76
"""The line of the issue and the day."""
_SMALL: Final = 24
_NAME_SIZES: Final = (62, 52, 44, 36, 30)
_MOST_NAME_LINES: Final = 2
_WORDS_SIZES: Final = (46, 40, 34, 29, 25)
_BOLD: Final = 1.12
"""How much wider bold letters are."""
_SOURCE: Final = 548
_CREDIT: Final = 602


class ClaimCard(NamedTuple):
    """The texts of a card of one record."""

    issue: str
    recorded: str
    """Up to which day, in words."""
    name: str
    mark: str
    finding: str
    """What the record is, with its day."""
    words: str
    source: str
    credit: str
    is_quoted: bool = False
    """True where the words are the speaker's own."""


def draw_claim(card: ClaimCard) -> str:
    """Draw the card of a record: the name above the words, their source below them."""
    day_wide = width(card.recorded, _SMALL)
    parts = [
        text(EDGE, _TOP, fit(card.issue, _SMALL, _ROOM - day_wide - 30), "soft", size=_SMALL),
        text(WIDE - EDGE, _TOP, card.recorded, "soft", "end", _SMALL),
    ]
    y = float(_TOP + 20)
    names_room = _MOST_NAME_LINES * _NAME_SIZES[0] * LINE
    size, lines = fitted_lines(card.name, _NAME_SIZES, names_room, _ROOM / _BOLD)
    for line in lines:
        y += size * LINE
        parts.append(text(EDGE, y, line, size=size, bold=True))
    y += 48
    parts.append(
        f'<g transform="translate({EDGE + 12} {y - 9:.1f}) scale(1.7)">{mark(card.mark, 0, 0)}</g>'
    )
    parts.append(text(EDGE + 36, y, fit(card.finding, 27, _ROOM - 36), size=27))
    y += 20
    size, lines = fitted_lines(card.words, _WORDS_SIZES, _SOURCE - _SMALL - 12 - y, _ROOM)
    written = "".join(
        text(EDGE, y + size * LINE * number, line, size=size)
        for number, line in enumerate(lines, 1)
    )
    parts.append(f'<g font-family="{SERIF}">{written}</g>' if card.is_quoted else written)
    parts.append(text(EDGE, _SOURCE, fit(card.source, _SMALL, _ROOM), size=_SMALL))
    parts.append(text(EDGE, _CREDIT, fit(card.credit, 21, _ROOM), "soft", size=21))
    described = f"{card.finding}. {card.words} {card.source}"
    return on_paper(f"{card.name}: {card.issue}", described, parts)


def stands_whole(words: str) -> bool:
    """Return whether a text fits whole on the card of a record, even below a name of two lines."""
    names = _MOST_NAME_LINES * _NAME_SIZES[0] * LINE
    room = _SOURCE - _SMALL - 12 - (_TOP + 88 + names)
    _, lines = fitted_lines(words, _WORDS_SIZES, room, _ROOM)
    return " ".join(lines) == " ".join(safe(words).split())
