"""Defusing can be undone, whatever the text; and nothing that a spreadsheet would run is left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancetracker.base.defusing import armed, defused

texts = st.text(st.sampled_from("'\"=+-@|%5.a \t\r\n＝`’") | st.characters(codec="utf-8"), max_size=6)


@given(texts)
def test_what_is_defused_can_be_armed_again(text: str) -> None:
    assert text == armed(defused(text))


@pytest.mark.parametrize(
    "text", ["=1+1", "+a", "-a", "@user", "|a", "%a", " =1", '"=1', "'=1", "\ta", "＝1", "'''=1"]
)
def test_a_cell_that_would_be_run_is_behind_an_apostrophe(text: str) -> None:
    assert f"'{text}" == defused(text)


@pytest.mark.parametrize(
    "text", ["", "a", "'a", "-5", "+5.5", "a=b", "2026-01-24", "../2026-01-26", "'", "''5"]
)
def test_any_other_cell_is_as_it_was(text: str) -> None:
    assert text == defused(text) == armed(text)
