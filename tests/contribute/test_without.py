"""Taking an actor who had spoken out of a silence that names several."""

import pytest
from tests.contribute.conftest import a_silence
from tests.loading import opening

from stancetracker.base.errors import UsageError
from stancetracker.contribute import add
from stancetracker.contribute.without import silence_without
from stancetracker.ledger.folder import Folder

TODAY = "2026-06-01"


def test_a_silence_stays_for_the_others(folder: Folder) -> None:
    both = a_silence(id="none-found", actors=["person-a", "person-b"], recorded="2026-02-01")
    add.write(add.plan(opening(folder), [both], TODAY))
    replacement, says = silence_without(opening(folder), "none-found", ["Pérson A"])

    assert {"type": "supersession", "replacement": "none-found-v2"} == says
    assert (["person-b"], "none-found-v2") == (replacement["actors"], replacement["id"])
    assert "recorded" not in replacement


def test_a_silence_of_nobody_else_is_retracted(folder: Folder) -> None:
    add.write(add.plan(opening(folder), [a_silence(id="none-found", recorded="2026-02-01")], TODAY))

    assert ({}, {"type": "retraction"}) == silence_without(opening(folder), "none-found", ["A"])


def test_whom_a_silence_does_not_name_is_not_taken_out(folder: Folder) -> None:
    add.write(add.plan(opening(folder), [a_silence(id="none-found", recorded="2026-02-01")], TODAY))

    with pytest.raises(UsageError, match="none-found doesn't name person-b: person-a"):
        silence_without(opening(folder), "none-found", ["person-b"])
    with pytest.raises(UsageError, match="--without applies only to a silence"):
        silence_without(opening(folder), "person-a", ["person-a"])
