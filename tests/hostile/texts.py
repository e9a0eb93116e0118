"""Texts from strangers: control sequences, markup, and honest texts that must survive."""

import re
from collections.abc import Sequence
from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.base.test_text import UNSAFE
from tests.browser.datasets import CONTROLS, MARKUP, SCRIPTURES
from tests.render.sample import HOSTILE

from stancetracker.base.text import nfc, tidy

ACTING: Final = (
    CONTROLS,
    "\x1b[31mred\x1b[0m\x1b[2J\x1b[1;1H",
    "\x1b]0;a title\x07",
    "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJmIC8=\x07",
    "\x9b2J\x9d0;a title\x9c\x85",
    "\x08\x08\x08\r\x0b\x0c\x1c\x1d\x1e\x1f\x7f",
    "\u2028\u2029",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "\ufff9\ufffb\U000e0041\ufeff\u200b",
)
"""Sequences that would move a cursor, colour a line, set a title, or reorder their neighbours."""
FORMULAS: Final = (
    *('=HYPERLINK("https://evil.example","x")', "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)"),
    *("\uff1d1+1", "%0A=1", "'=1", '"=1', " =1", "|calc", "\u2212" + "1+1", "=1\n=2"),
)
MARKDOWN: Final = (
    *("[here](https://evil.example)", "![x](https://evil.example/x.png)", "<https://evil.example>"),
    *("[a]: https://evil.example", "[a][a]", "[^1]", "https://evil.example", "www.evil.example"),
    *("me@evil.example", "@octocat", "#12", "GH-12", ":smile:", "# A heading", "- item", "1. item"),
    *("> said", "```", "    code", "`x`", "| a | b |\n|---|---|", "a | b \\| c", "***", "---"),
    *("**bold** _x_ ~~y~~", "$x^2$", "<!-- x -->", "&lt;b&gt;"),
)
RICH: Final = (
    *(
        "[bold red]x[/bold red]",
        "[/]",
        "[link=https://evil.example]x[/link]",
        ":boom:",
        "[@click=quit]x[/]",
    ),
)
OTHER: Final = (
    *(
        "9" * 5000,
        "1" * 300 + "e5",
        "\\",
        "\\\\n",
        "\\u001b[31m",
        "^[[31m",
        "%s %(x)s {0} {x} {{x}}",
    ),
    *("$(id) `id`", "'; DROP TABLE statement; --", '"', "'", "''", "a,b;c\td"),
    *("null", "NaN", "true", "-0", "1e999"),
    "🏴" * 40,
    *("../../etc/passwd", "C:\\x", "-rf", "--help", "a\n\n\nb", "x\ty", "\u00a0 x", "\u3000"),
    *("::error::x", "##[add-matcher]x.json", ":::add-mask::x", "a\n  ::stop-commands::x"),
)
LEGITIMATE: Final = (
    *SCRIPTURES,
    "قال: «لا»، ثم صمت.",
    'הוא אמר: "לא" (פעמיים)',
    "مرحبا\u061c (x) שלום\u200f! \u200e(y)",
    "می\u200cخواهم क्\u200dष",
    "👩\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈 👍🏽 🇺🇦",
    "Zoe\u0308 A\u030angstro\u0308m",  # not composed
    "Zoë Ångström ﬁ ǆ",
    "“I said [sic] a | b \\ c,” she said",
    "日本語 한국어 ไทย ᏣᎳᎩ",
    "I said: 3 < 4 & 5 > 2 — 100 %",
)
"""Texts that people write, and that must come out byte for byte."""


def _sound(text: str) -> bool:
    """Return whether a dataset that loads may hold it: no NUL and no lone surrogate."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


_PIECES: Final = tuple(
    text
    for text in (*FORMULAS, *MARKDOWN, *RICH, *OTHER, *MARKUP, *HOSTILE)
    if text and _sound(text)
)
_CALM: Final = (*(text for text in _PIECES if UNSAFE.isdisjoint(text)), *LEGITIMATE)
_INVISIBLE: Final = re.compile(r"[^\S ]|[\u061c\u200b-\u200f\u2060\ufe0f\ufeff]")
_NAMES: Final = tuple(
    nfc(text) for text in LEGITIMATE if not re.search("[\u061c\u200e\u200f]", text)
)
_acting_characters = st.sampled_from(sorted(UNSAFE)).filter(_sound)
_characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def _joined(pieces: Sequence[str]) -> str:
    """Join pieces to one text with something visible in it."""
    text = "".join(pieces)
    return text if re.search(r"\w", text) else f"{text}x"


def _of(pieces: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.lists(pieces, min_size=1, max_size=3).map(_joined)


def _as_name(text: str) -> str:
    """Return the text as a name: composed, and without invisible characters."""
    return nfc(_joined([tidy(_INVISIBLE.sub("", text))]))


_AT_THE_START: Final = (*FORMULAS, *MARKDOWN)
_ANYWHERE: Final = tuple(
    text for text in (*ACTING, *_PIECES, *LEGITIMATE) if text not in _AT_THE_START
)
EVERY: Final = (
    *(_joined([text]) for text in _AT_THE_START),
    *(_joined([" ".join(_ANYWHERE[at : at + 6])]) for at in range(0, len(_ANYWHERE), 6)),
)
"""Every text above: alone if it matters at the start of a text, else with five others."""
hostile: Final = _of(
    st.sampled_from(ACTING)
    | st.sampled_from(_PIECES)
    | st.sampled_from(LEGITIMATE)
    | st.text(_acting_characters | _characters, min_size=1, max_size=6)
)
"""Texts of all sorts that a dataset may hold and still load."""
welcome: Final = st.sampled_from(LEGITIMATE) | _of(st.sampled_from(_CALM))
"""Texts that `check` passes, though they are markup or formulas."""
names: Final = st.sampled_from(_NAMES) | welcome.map(_as_name)
"""Names that `check` passes."""
