"""A figure in two widths, with the words around its drawing; a card; and texts that fit."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from stancetracker.addons.site.figures.shapes import (
    SERIF,
    at,
    bar,
    box,
    headline,
    mark,
    path,
    text,
    whole,
)
from stancetracker.base.text import safe
from stancetracker.render.axis import WIDTHS, part_of, width

_LEFT_OF_NUMBERS: Final = 10
"""The middle of the numbers of what is listed below a drawing."""


class Frame(NamedTuple):
    """A width, on paper too, and the size of texts at it."""

    width: int
    millimetres: int
    size: float
    widest_title: float
    """Of a trigger; a wider one is listed below the drawing."""
    is_narrow: bool


PAGE: Final = Frame(960, 180, 14, 260, False)
COLUMN: Final = Frame(360, 85, 15, 190, True)


class Sample(NamedTuple):
    """An entry of a legend: a small drawing, 16 high, and what it stands for."""

    body: str
    words: str
    width: int = 16
    ink: str = "soft"


class Drawing(NamedTuple):
    """A drawing in a frame, its height, and the triggers that stand in it as numbers."""

    height: float
    body: str
    numbered: tuple[str, ...] = ()


class Figure(NamedTuple):
    """A figure: its words, and how it is drawn in a frame."""

    name: str
    heading: str
    about: str
    """The sentence that says what it shows."""
    summary: str
    """The same as the drawing, for people who can't see it."""
    draw: Callable[[Frame], Drawing]
    legend: tuple[Sample, ...] = ()
    rows: int = 0
    """Its number of rows; 0 for what grows with no row."""
    has_links: bool = False
    """True if shapes in it lead to other pages."""


def svg(figure: Figure, frame: Frame, id: str, *, alone: bool = False, credit: str = "") -> str:
    """Write a figure as one SVG.

    With `alone`, it has its heading, its size on paper and a credit, as in a file.
    """
    size, parts, y = frame.size, [], 0.0
    if alone:
        for line in wrapped(figure.heading, 1.65 * size, frame.width):
            y += 1.9 * size
            parts.append(headline(0, y, line, 1.5 * size))
        y = _paragraph(parts, figure.about, y + 1.9 * size, frame)
    drawing, below, listed = figure.draw(frame), 1.4 * size, list[str]()
    for number, words in enumerate(drawing.numbered, 1):
        listed.append(boxed(_LEFT_OF_NUMBERS, below, f"{number}", size))
        below = _paragraph(listed, words, below, frame, 26)
    drawn, numbered = (drawing.body, drawing.height + 10), ("".join(listed), below if listed else 0)
    for body, high in (drawn, _legend(figure, frame), numbered):
        parts.append(f'<g transform="translate(0 {at(y)})">{body}</g>' if y and body else body)
        y += high
    if credit:
        y = _paragraph(parts, credit, y + 1.6 * size, frame)
    margin, on_paper = (12, "") if alone else (0, "")
    wide, high = frame.width + 2 * margin, y + 2 * margin
    if alone:
        parts.insert(0, path(box(-margin, -margin, frame.width + margin, y + margin), "paper"))
        paper = f'width="{frame.millimetres}mm" height="{at(frame.millimetres * high / wide)}mm"'
        on_paper = f'xmlns="http://www.w3.org/2000/svg" {paper} '
    edges = f'viewBox="{-margin} {-margin} {wide} {at(high)}"'
    opened = f'{on_paper}{edges} font-size="{at(size)}" class="f-ink"'
    return whole(
        opened, figure.heading, figure.summary, "".join(parts), id, has_links=figure.has_links
    )


def boxed(middle: float, y: float, words: str, size: float) -> str:
    """Write in a box how many are listed below a drawing, as it is no value on the axis."""
    half = width_in_box(words, size) / 2
    edges = box(middle - half, y - 0.9 * size, middle + half, y + 0.22 * size)
    return path(edges, "", "soft", stroke_width=1) + text(middle, y, words, anchor="middle")


def width_in_box(words: str, size: float) -> float:
    """Return the width of a box around words."""
    return width(words, size) + 0.6 * size


def _paragraph(parts: list[str], words: str, y: float, frame: Frame, x: float = 0) -> float:
    """Write a text in lines from here, and return where the next would be."""
    for line in wrapped(words, frame.size, frame.width - x):
        parts.append(text(x, y, line, "soft"))
        y += 1.4 * frame.size
    return y


def _legend(figure: Figure, frame: Frame) -> tuple[str, float]:
    """Lay the entries of the legend out in lines, and return how high they are."""
    parts, x, y = [], 0.0, 0.0
    for sample in figure.legend:
        words = fit(sample.words, frame.size, frame.width - sample.width - 8)
        wide = sample.width + 8 + width(words, frame.size)
        if x and x + wide > frame.width:
            x, y = 0.0, y + 1.8 * frame.size
        body = sample.body + text(sample.width + 8, 13, words, sample.ink)
        parts.append(f'<g transform="translate({at(x)} {at(y)})">{body}</g>')
        x += wide + 26
    return "".join(parts), y + 24 if parts else 0


WIDE, HIGH = 1200, 630
LINE: Final = 1.25
"""The height of a line of large words, by its size."""
_EDGE: Final = 66
_FOOT_SIZE: Final = 23
_FOOT_LINES: Final = 2
_MOST_MARKS: Final = 40
"""With more people a bar has their shares, and no mark stands for anybody."""


def card(
    kicker: str, day: str, title: str, marks: Sequence[tuple[str, int]], foot: str, credit: str
) -> str:
    """Write a card for shared links; `marks` are shapes with how many people each stands for."""
    room = WIDE - 2 * _EDGE
    for size in (60, 52, 45, 38, 32, 26, 20):
        lines = wrapped(title, 1.15 * size, room)
        if len(lines) * size < 250:
            break
    parts = [
        path(box(0, 0, WIDE, HIGH), "paper"),
        path(box(0, 0, WIDE, 12), "ink"),
        text(_EDGE, 99, fit(kicker, 27, room - width(day, 25) - 30), "soft", size=27),
        text(WIDE - _EDGE, 99, day, "soft", "end", 25),
    ]
    for place, words in enumerate(lines[:6]):
        parts.append(headline(_EDGE, 118 + size * (1 + 1.2 * place), words, size))
    total, x, y = sum(number for _, number in marks), float(_EDGE), 466.0
    if total > _MOST_MARKS:
        parts += bar(marks, _EDGE, WIDE - _EDGE, y - 24, y + 24)
    else:
        step = min(78.0, room / (total + 0.6 * len(marks) or 1))
        x += step / 2.6
        for name, number in marks:
            for _ in range(number):
                # Drawn larger than in a chart, so that outlines grow with the shape.
                moved = f"translate({x:.1f} {y:.1f}) scale({step / 18:.2f})"
                parts.append(f'<g transform="{moved}">{mark(name, 0, 0)}</g>')
                x += step
            x += 0.45 * step
    parts.append(text(_EDGE, 602, fit(credit, 21, room), "soft", size=21))
    lines = wrapped(foot, _FOOT_SIZE, room)[:_FOOT_LINES]
    for place, words in enumerate(lines):
        parts.append(text(_EDGE, 602 - 33 * (len(lines) - place), words, size=_FOOT_SIZE))
    opened = f'xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}"'
    return whole(opened, title, foot, "".join(parts), "card")


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
    room = WIDE - 2 * _EDGE
    shown = lines[-_MOST_ON_A_LIFE:]
    parts = [
        path(box(0, 0, WIDE, HIGH), "paper"),
        path(box(0, 0, WIDE, 12), "ink"),
        text(_EDGE, 104, fit(title, 62, room), size=54, bold=True),
        text(_EDGE, 146, fit(kicker, 27, room), "soft", size=27),
        text(_EDGE, 190, fit(foot, 25, room), size=25, bold=True),
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
    last = f"{more:,} earlier issues · {credit}" if more else credit
    parts.append(text(_EDGE, 602, fit(last, 21, room), "soft", size=21))
    opened = f'xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" viewBox="0 0 {WIDE} {HIGH}"'
    described = "; ".join(f"{line.title}: {line.words}" for line in lines)
    return whole(opened, title, described, "".join(parts), "card")


def _life_row(line: LifeLine, y: float, *, has_words: bool) -> str:
    """Draw an issue of several on a person's card, with the first words where there is room."""
    titles = _EDGE + 122
    standings = titles + _LIFE_TITLES + 14
    ink = _ink_of(line)
    moved = f"translate({_EDGE + 92} {y - 7}) scale(1.5)"
    row = text(_EDGE, y, line.year, "soft", size=22)
    row += f'<g transform="{moved}">{mark(line.mark, 0, 0)}</g>'
    title = words_that_fit(line.title, _LIFE_SIZE, _LIFE_TITLES)
    row += text(titles, y, title, size=_LIFE_SIZE)
    room = WIDE - 12 - standings
    row += text(standings, y, words_that_fit(line.words, _LIFE_SIZE, room), ink, size=_LIFE_SIZE)
    if has_words and line.quote:
        quote = words_that_fit(line.quote, 26, WIDE - _EDGE - titles)
        row += f'<g font-family="{SERIF}">{text(titles, y + 36, quote, size=26)}</g>'
    return row


def _only_issue(line: LifeLine, room: float) -> str:
    """Draw the one issue on the card of a person, its first words as large as they fit."""
    moved = f"translate({_EDGE + 14} 289) scale(1.8)"
    drawn = text(_EDGE, 250, fit(f"{line.year} · {line.title}", 27, room), "soft", size=27)
    drawn += f'<g transform="{moved}">{mark(line.mark, 0, 0)}</g>'
    drawn += text(_EDGE + 44, 298, fit(line.words, 28, room - 44), _ink_of(line), size=28)
    size, quote = fitted_lines(line.quote, _QUOTE_SIZES, _QUOTE_HIGH, room)
    quoted = "".join(
        text(_EDGE, _QUOTE_TOP + size * LINE * number, words, size=size)
        for number, words in enumerate(quote, 1)
    )
    return drawn + (f'<g font-family="{SERIF}">{quoted}</g>' if quoted else "")


def _ink_of(line: LifeLine) -> str:
    """Return the colour of words: that of ink only where something is on record."""
    return "soft" if line.mark in ("silent", "unchecked") else "ink"


def fit(text: str, size: float, room: float) -> str:
    """Return the text made safe to show, cut with an ellipsis where it is too wide."""
    kept, used, cut, accents = "", 0.0, 0, 0
    for char in safe(text):
        part = part_of(char)
        accents = 0 if part else accents + 1
        if accents > 2:  # more would rise out of their line
            continue
        used += part
        if used > room / size:
            return kept[:cut].rstrip() + "…"
        kept += char
        if used + WIDTHS["…"] <= room / size:
            cut = len(kept)
    return kept


def words_that_fit(words: str, size: float, room: float) -> str:
    """Return a text made safe to show, cut after a word if too wide; quotations stay closed."""
    lines = wrapped(words, size, room)
    is_whole = len(lines) < 2 and fit(words, size, room)[-1:] == words[-1:]
    if is_whole:
        return "".join(lines)
    ending = "…”" if words.endswith("”") else "…"
    kept = wrapped(words, size, room - width(ending, size))[0]
    return kept.rstrip(" ,;:–—-…") + ending


def fitted_lines(
    words: str, sizes: Sequence[int], high: float, wide: float
) -> tuple[int, list[str]]:
    """Return the largest of these sizes at which a text is no higher than the room, and its lines.

    What is too high at the smallest is cut after a word.
    """
    for size in sizes:
        lines = wrapped(words, size, wide)
        if len(lines) * size * LINE <= high:
            return size, lines
    most = max(1, int(high / (size * LINE)))
    rest = " ".join(lines[most - 1 :])
    return size, [*lines[: most - 1], words_that_fit(rest, size, wide)]


def wrapped(words: str, size: float, room: float) -> list[str]:
    """Break a text at spaces into lines; a word that is wider than the room is cut."""
    lines: list[str] = []
    for word in safe(words).split():
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(fit(word, size, room))
    return lines
