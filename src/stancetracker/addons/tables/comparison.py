"""Compare the statement of a row with what its table said last of it: two pure values, no ledger.

docs/importing.md, "The next version of a table", has the rule in words.
"""

from collections.abc import Mapping
from difflib import SequenceMatcher
from enum import Enum, auto
from typing import Final, NamedTuple

from stancetracker.base.dates import Interval, parse
from stancetracker.base.text import fold

ALIKE: Final = 0.8
"""The least likeness, from 0 to 1, of two texts that are one text with a correction in it."""
_TYPOGRAPHY: Final = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-"}
)


class Facts(NamedTuple):
    """What a row says of a statement, a silence or another record; what no cell fills is empty."""

    kind: str
    stance: str = ""
    label: str = ""
    date: str = ""
    """The date, where a cell gives it."""
    words: str = ""
    """A digest of the words, where a cell gives them."""
    sources: str = ""
    """A digest of the addresses and citations of its sources, where cells give them."""
    others: Mapping[str, str] = {}
    """Digests of the other fields that cells fill, by their names."""
    cells: str = ""
    """A digest of the whole row; empty where it isn't known."""
    code: str = ""
    """The table's code for its stance, where the record has it in a text but not as its label."""


class Change(Enum):
    """The way in which a row's statement differs from the one before."""

    SAME = auto()
    """It says what it said, or less."""
    LATE_DATE = auto()
    """The same words with a date after the day on which the ledger had them."""
    CORRECTED = auto()
    MORE = auto()
    """One more statement, made later."""
    UNCLEAR = auto()
    """One more, or a correction: only a person can tell."""


class Setting(NamedTuple):
    """What else decides how two statements of a row differ."""

    day: str
    """The day of the version."""
    last_day: str
    """The last possible day of the statement before."""
    known_since: str
    """The day on which the ledger first had its words."""
    words_are_alike: bool
    """Whether the words are those of before with small corrections."""
    side: str
    """What a side that changes alone means: `ask`, `moved` or `corrected`."""


def are_alike(text: str, other: str) -> bool:
    """Return whether two texts are one text but for small corrections and typography."""
    first = fold(text.translate(_TYPOGRAPHY))
    second = fold(other.translate(_TYPOGRAPHY))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def compare(before: Facts, now: Facts, setting: Setting) -> Change:
    """Return the way in which a row's record differs from what its table said last."""
    if not differs(before, now):
        return Change.SAME
    is_of_same_cells = bool(now.cells) and now.cells == before.cells
    if now.kind != "statement" or is_of_same_cells:  # the mapping was corrected, not the table
        return Change.CORRECTED
    if not now.date:
        return _compare_undated(before, now, setting)
    if not before.date:
        is_later = parse(now.date).latest > setting.last_day
        return _of_later_date(before, now, setting) if is_later else Change.CORRECTED
    return _compare_dated(before, now, setting)


def differs(before: Facts, now: Facts) -> bool:
    """Return whether a row says anything that it didn't say; a blank says nothing."""
    if has_other_code(before, now):
        return True
    plain = ("stance", "label", "date", "words", "sources")
    return any(getattr(now, name) not in ("", getattr(before, name)) for name in plain) or any(
        before.others.get(name) != digest for name, digest in now.others.items()
    )


def has_other_code(before: Facts, now: Facts) -> bool:
    """Return whether a row has another code for its stance; one that wasn't kept is the same.

    Where a cell gives the words, they don't have the code.
    """
    return not now.words and "" not in (before.code, now.code) and before.code != now.code


def _compare_dated(before: Facts, now: Facts, setting: Setting) -> Change:
    old = parse(before.date)
    new = parse(now.date)
    if _is_later(new, old):
        return _of_later_date(before, now, setting)
    is_earlier = old.earliest is not None and new.latest < old.earliest
    if now.stance != before.stance and not is_earlier:
        return Change.UNCLEAR
    return Change.CORRECTED


def _is_later(new: Interval, old: Interval) -> bool:
    """Return whether a date is after another; of open starts, the last days are compared."""
    return (new.earliest or new.latest) > old.latest


def _of_later_date(before: Facts, now: Facts, setting: Setting) -> Change:
    if now.stance != before.stance or now.words not in ("", before.words):
        return Change.MORE
    is_late = parse(now.date).latest > setting.known_since
    return Change.LATE_DATE if is_late else Change.CORRECTED


def _compare_undated(before: Facts, now: Facts, setting: Setting) -> Change:
    change = _by_words_and_source(before, now, setting)
    is_of_one_day = setting.last_day >= setting.day
    if is_of_one_day and change in (Change.MORE, Change.UNCLEAR):
        return Change.CORRECTED
    return change


def _by_words_and_source(before: Facts, now: Facts, setting: Setting) -> Change:
    has_words = bool(before.words and now.words)
    has_sources = bool(before.sources and now.sources)
    is_same_text = has_words and (before.words == now.words or setting.words_are_alike)
    is_same_source = has_sources and before.sources == now.sources
    if is_same_text or is_same_source:
        return Change.CORRECTED
    if has_words or has_sources:
        return Change.MORE
    is_other_label = now.label not in ("", before.label) or has_other_code(before, now)
    if now.stance == before.stance and not is_other_label:
        return Change.CORRECTED
    return {"moved": Change.MORE, "corrected": Change.CORRECTED}.get(setting.side, Change.UNCLEAR)
