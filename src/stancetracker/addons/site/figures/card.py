"""Cards for links that are shared: of an issue and of a person, and the paper of every card."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.lettering import (
    LINE,
    fit,
    fitted_lines,
    words_that_fit,
    wrapped,
)
from stancetracker.addons.site.figures.shapes import (
    SERIF,
    bar,
    box,
    headline,
    mark,
    path,
    text,
    whole,
)
from stancetracker.base.text import plural
from stancetracker.render.axis import width

WIDE: Final = 1200
HIGH: Final = 630
EDGE: Final = 66
"""The width of the margins."""
_FOOT_SIZE: Final = 23
_FOOT_LINES: Final = 2
_TITLE_SIZES: Final = (60, 52, 45, 38, 32, 26, 20)
_TITLE_HIGH: Final = 250
_MOST_TITLE_LINES: Final = 6
_MARKS_Y: Final = 466.0
_WIDEST_MARK: Final = 78.0
_GAP_OF_MARKS: Final = 0.6
"""Between marks of two kinds, by the width of one, at most."""
_MOST_MARKS: Final = 40
"""With more people a bar has their shares, and no mark stands for anybody."""


def on_paper(title: str, description: str, parts: Iterable[str]) -> str:
    """Write the parts of a card on its paper, under a line of ink."""
    attributes = (
        f'xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}"'
        f' viewBox="0 0 {WIDE} {HIGH}"'
    )
    paper = path(box(0, 0, WIDE, HIGH), "paper") + path(box(0, 0, WIDE, 12), "ink")
    return whole(attributes, title, description, paper + "".join(parts), "card")


def issue_card(
    kicker: str, day: str, title: str, marks: Sequence[tuple[str, int]], foot: str, credit: str
) -> str:
    """Write a card for shared links; `marks` are shapes with how many people each stands for."""
    room = WIDE - 2 * EDGE
    size, lines = _fitted_title(title, room)
    parts = [
        text(EDGE, 99, fit(kicker, 27, room - width(day, 25) - 30), "soft", size=27),
        text(WIDE - EDGE, 99, day, "soft", "end", 25),
    ]
    for place, words in enumerate(lines):
        parts.append(headline(EDGE, 118 + size * (1 + 1.2 * place), words, size))
    total = sum(number for _, number in marks)
    if total > _MOST_MARKS:
        parts += bar(marks, EDGE, WIDE - EDGE, _MARKS_Y - 24, _MARKS_Y + 24)
    else:
        parts += _marks(marks, room / (total + _GAP_OF_MARKS * len(marks) or 1))
    parts.append(text(EDGE, 602, fit(credit, 21, room), "soft", size=21))
    lines = wrapped(foot, _FOOT_SIZE, room)[:_FOOT_LINES]
    for place, words in enumerate(lines):
        parts.append(text(EDGE, 602 - 33 * (len(lines) - place), words, size=_FOOT_SIZE))
    return on_paper(title, foot, parts)


_LIFE_TOP: Final = 232
_LIFE_STEP: Final = 38
_LIFE_STEP_WITH_WORDS: Final = 84
_MOST_WITH_WORDS: Final = 4
_QUOTE_SIZES: Final = (42, 36, 31)
_QUOTE_TOP: Final = 318
_QUOTE_HIGH: Final = 240
_LIFE_SIZE: Final = 21
_LIFE_TITLES: Final = 430
_MOST_ON_A_LIFE: Final = 9


class LifeLine(NamedTuple):
    """An issue on a person's card: the year, the mark, the title, the standing, first words."""

    year: str
    mark: str
    title: str
    words: str
    quote: str
    """In quotation marks; empty for none, and left out where there is no room."""


def life_card(kicker: str, title: str, lines: Sequence[LifeLine], foot: str, credit: str) -> str:
    """Write the card of a person: a line an issue, oldest first; of very many the newest."""
    room = WIDE - 2 * EDGE
    shown = lines[-_MOST_ON_A_LIFE:]
    parts = [
        text(EDGE, 104, fit(title, 62, room), size=54, bold=True),
        text(EDGE, 146, fit(kicker, 27, room), "soft", size=27),
        text(EDGE, 190, fit(foot, 25, room), size=25, bold=True),
    ]
    if len(shown) == 1:
        parts.append(_only_issue(shown[0], room))
    else:
        step = _LIFE_STEP_WITH_WORDS if len(shown) <= _MOST_WITH_WORDS else _LIFE_STEP
        parts += [
            _life_row(line, _LIFE_TOP + step * number, has_words=step == _LIFE_STEP_WITH_WORDS)
            for number, line in enumerate(shown)
        ]
    more = len(lines) - len(shown)
    last = f"{plural(more, 'earlier issue')} · {credit}" if more else credit
    parts.append(text(EDGE, 602, fit(last, 21, room), "soft", size=21))
    described = "; ".join(f"{line.title}: {line.words}" for line in lines)
    return on_paper(title, described, parts)


def _fitted_title(title: str, room: float) -> tuple[int, list[str]]:
    """Return the largest size at which a title fits, and its lines; it is cut at the smallest."""
    for size in _TITLE_SIZES:
        lines = wrapped(title, 1.15 * size, room)
        if len(lines) * size < _TITLE_HIGH:
            break
    return size, lines[:_MOST_TITLE_LINES]


def _marks(marks: Iterable[tuple[str, int]], most_wide: float) -> Iterator[str]:
    """Draw a mark for each person, equal marks together."""
    step = min(_WIDEST_MARK, most_wide)
    x = EDGE + step / 2.6
    for name, number in marks:
        for _ in range(number):
            # Drawn larger than in a chart, so that outlines grow with the shape.
            moved = f"translate({x:.1f} {_MARKS_Y:.1f}) scale({step / 18:.2f})"
            yield f'<g transform="{moved}">{mark(name, 0, 0)}</g>'
            x += step
        x += 0.45 * step


def _life_row(line: LifeLine, y: float, *, has_words: bool) -> str:
    """Draw an issue of several on a person's card, with the first words where there is room."""
    titles = EDGE + 122
    standings = titles + _LIFE_TITLES + 14
    ink = _ink_of(line)
    moved = f"translate({EDGE + 92} {y - 7}) scale(1.5)"
    row = text(EDGE, y, line.year, "soft", size=22)
    row += f'<g transform="{moved}">{mark(line.mark, 0, 0)}</g>'
    title = words_that_fit(line.title, _LIFE_SIZE, _LIFE_TITLES)
    row += text(titles, y, title, size=_LIFE_SIZE)
    room = WIDE - 12 - standings
    row += text(standings, y, words_that_fit(line.words, _LIFE_SIZE, room), ink, size=_LIFE_SIZE)
    if has_words and line.quote:
        quote = words_that_fit(line.quote, 26, WIDE - EDGE - titles)
        row += f'<g font-family="{SERIF}">{text(titles, y + 36, quote, size=26)}</g>'
    return row


def _only_issue(line: LifeLine, room: float) -> str:
    """Draw the one issue on the card of a person, its first words as large as they fit."""
    moved = f"translate({EDGE + 14} 289) scale(1.8)"
    drawn = text(EDGE, 250, fit(f"{line.year} · {line.title}", 27, room), "soft", size=27)
    drawn += f'<g transform="{moved}">{mark(line.mark, 0, 0)}</g>'
    drawn += text(EDGE + 44, 298, fit(line.words, 28, room - 44), _ink_of(line), size=28)
    size, quote = fitted_lines(line.quote, _QUOTE_SIZES, _QUOTE_HIGH, room)
    quoted = "".join(
        text(EDGE, _QUOTE_TOP + size * LINE * number, words, size=size)
        for number, words in enumerate(quote, 1)
    )
    return drawn + (f'<g font-family="{SERIF}">{quoted}</g>' if quoted else "")


def _ink_of(line: LifeLine) -> str:
    """Return the colour of words: that of ink only where something is on record."""
    return "soft" if line.mark in ("silent", "searched", "unchecked") else "ink"
