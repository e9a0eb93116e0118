"""What the statements of two versions of a row make of each other: the table of cases, as values."""

import pytest

from stancetracker.addons.tables.comparison import Change, Facts, Setting, are_alike, compare
from stancetracker.addons.tables.decisions import Decision, Hand, Reason, Step, decide

LAST_DAY, DAY = "2026-02-01", "2026-03-01"


def said(
    stance: str = "against", date: str = "", words: str = "", sources: str = "", **more: str
) -> Facts:
    return Facts("statement", stance, more.pop("label", ""), date, words, sources, more)


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        pytest.param(said(), said(), Change.SAME, id="5"),
        pytest.param(said(date="2026-01-03", words="a", sources="s", note="n"), said(), Change.SAME, id="5 blanks"),
        pytest.param(said(date="2026-01-03"), said("favor", "2026-01-08"), Change.MORE, id="13 side"),
        pytest.param(said(date="2026-01-03", words="a"), said(date="2026-01-08", words="b"), Change.MORE, id="13 words"),
        pytest.param(said(date="../2026-01-03"), said("favor", "../2026-01-08"), Change.MORE, id="13 open"),
        pytest.param(said(date="2026-01-03", words="a"), said(date="2026-01-08", words="a"), Change.CORRECTED, id="14"),
        pytest.param(said(date="2026-01-03", words="a"), said(date="2026-02-08", words="a"), Change.LATE_DATE, id="14 late"),
        pytest.param(said(date="2026-01-03", words="a"), said(date="2026-01-03", words="b"), Change.CORRECTED, id="15"),
        pytest.param(said(date="2026-01-03"), said("favor", "2026-01-02"), Change.CORRECTED, id="15 earlier"),
        pytest.param(said(date="2026-01-03"), said("favor", "2026-01-03"), Change.UNCLEAR, id="16"),
        pytest.param(said(date="2026-01"), said("favor", "2026-01-30"), Change.UNCLEAR, id="16 overlapping"),
        pytest.param(said(words="a", sources="s"), said(words="b", sources="s"), Change.CORRECTED, id="17"),
        pytest.param(said(words="a", sources="s"), said(words="b", sources="t"), Change.MORE, id="18"),
        pytest.param(said(words="a", sources="s"), said("favor", words="b", sources="s"), Change.CORRECTED, id="19"),
        pytest.param(said(words="a", sources="s"), said("favor", words="a", sources="t"), Change.CORRECTED, id="19 words"),
        pytest.param(said(label="4"), said(label="5"), Change.UNCLEAR, id="21 scale"),
        pytest.param(said()._replace(code="4"), said()._replace(code="5"), Change.UNCLEAR, id="21 code"),
        pytest.param(said(words="a")._replace(code="4"), said(words="a")._replace(code="5"), Change.SAME, id="a code beside words"),
        pytest.param(said(), said()._replace(code="5"), Change.SAME, id="a code that was not kept"),
        pytest.param(said(words="a", sources="s"), said("favor", words="b", sources="t"), Change.MORE, id="20"),
        pytest.param(said(words="a"), said("favor", words="b"), Change.MORE, id="20 words"),
        pytest.param(said(), said("favor"), Change.UNCLEAR, id="21"),
        pytest.param(said(), said(date="2026-02-01"), Change.CORRECTED, id="22"),
        pytest.param(said(), said("favor", "2026-02-02"), Change.MORE, id="22 later"),
        pytest.param(said(date="2026-01-03"), said("favor"), Change.UNCLEAR, id="23"),
        pytest.param(said(), said(note="n"), Change.CORRECTED, id="something else beside it"),
    ],
)  # fmt: skip
def test_statements_of_a_row_are_the_same_one_more_corrected_or_unclear(
    before: Facts, now: Facts, change: Change
) -> None:
    setting = Setting(DAY, LAST_DAY, LAST_DAY, words_are_alike=False, side="ask")

    assert change is compare(before, now, setting)


def test_one_more_on_one_day_is_a_correction() -> None:
    setting = Setting(DAY, DAY, LAST_DAY, words_are_alike=False, side="moved")

    assert Change.CORRECTED is compare(said(), said("favor"), setting)
    assert Change.CORRECTED is compare(said(words="a"), said(words="b"), setting)


def test_a_mapping_that_was_corrected_moves_nobody() -> None:
    before = said()._replace(cells="the same cells")
    now = said("favor")._replace(cells="the same cells")
    setting = Setting(DAY, LAST_DAY, LAST_DAY, words_are_alike=False, side="moved")

    assert Change.CORRECTED is compare(before, now, setting)


@pytest.mark.parametrize(
    ("change", "hand", "agrees", "answer", "decision"),
    [
        (Change.CORRECTED, Hand.REDACTED, False, "", Decision(Step.NOTHING, Reason.REDACTED)),
        (Change.SAME, Hand.RETRACTED, False, "", Decision(Step.NOTHING, Reason.WITHDRAWN_BY_HAND)),
        (Change.CORRECTED, Hand.CORRECTED, False, "", Decision(Step.NOTHING, Reason.CORRECTED_BY_HAND)),
        (Change.CORRECTED, Hand.RETRACTED, False, "", Decision(Step.NOTHING, Reason.WITHDRAWN_BY_HAND)),
        (Change.UNCLEAR, Hand.CORRECTED, True, "", Decision(Step.NOTHING, Reason.AGREES)),
        (Change.MORE, Hand.CORRECTED, False, "", Decision(Step.ADD, Reason.MORE_AFTER_HAND)),
        (Change.MORE, Hand.RETRACTED, False, "", Decision(Step.ASK, Reason.TAKE_OR_LEAVE)),
        (Change.MORE, Hand.RETRACTED, False, "take", Decision(Step.ADD, Reason.MORE)),
        (Change.MORE, Hand.RETRACTED, False, "leave", Decision(Step.NOTHING, Reason.WITHDRAWN_BY_HAND)),
        (Change.UNCLEAR, Hand.NONE, False, "", Decision(Step.ASK, Reason.MOVED_OR_CORRECTED)),
        (Change.UNCLEAR, Hand.NONE, False, "moved", Decision(Step.ADD, Reason.MORE)),
        (Change.UNCLEAR, Hand.NONE, False, "corrected", Decision(Step.REPLACE, Reason.CORRECTED)),
    ],
)  # fmt: skip
def test_what_an_editor_decided_stays(
    change: Change, hand: Hand, agrees: bool, answer: str, decision: Decision
) -> None:
    assert decision == decide(change, hand, agrees=agrees, answer=answer)


def test_words_are_alike_but_for_small_corrections_and_typography() -> None:
    assert are_alike("I’d “never” vote for it.", 'I\'d "never" vote for it')
    assert not are_alike("I would never vote for it.", "Glad to see it pass.")
