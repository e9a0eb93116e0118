"""Modules that are found when they are imported, and run when something in them is asked for."""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from stancetracker.base.later import put_off

NAMES = ("put_off_plain", "put_off_broken", "put_off_asking", "put_off_slow")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in NAMES:
        sys.modules.pop(name, None)


def written(folder: Path, name: str, text: str) -> None:
    """Write a module that says in a list of this module's when it is run."""
    (folder / f"{name}.py").write_text(f"import {__name__} as told\ntold.RUN.append(__name__)\n{text}")
    importlib.invalidate_caches()


RUN: list[str] = []


@pytest.fixture(autouse=True)
def _told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, __name__, sys.modules.get(__name__) or ModuleType(__name__))
    sys.modules[__name__].RUN = RUN  # type: ignore[attr-defined]
    RUN.clear()


def test_it_runs_once_when_something_in_it_is_asked_for(tmp_path: Path) -> None:
    written(tmp_path, "put_off_plain", "answer = 42")
    put_off(["put_off_plain"])
    module = importlib.import_module("put_off_plain")
    assert RUN == []

    assert (module.answer, module.answer, RUN) == (42, 42, ["put_off_plain"])
    assert (type(module), module) == (ModuleType, sys.modules["put_off_plain"])


def test_taking_something_from_it_runs_it(tmp_path: Path) -> None:
    written(tmp_path, "put_off_plain", "answer = 42")
    put_off(["put_off_plain"])
    found: dict[str, object] = {}
    exec("from put_off_plain import answer", found)

    assert (found["answer"], RUN) == (42, ["put_off_plain"])


def test_what_it_does_not_have_is_missing_as_ever(tmp_path: Path) -> None:
    written(tmp_path, "put_off_plain", "")
    put_off(["put_off_plain"])

    assert not hasattr(importlib.import_module("put_off_plain"), "answer")
    assert RUN == ["put_off_plain"]


def test_one_that_asks_itself_for_what_it_does_not_have_yet(tmp_path: Path) -> None:
    written(
        tmp_path, "put_off_asking", "import put_off_asking as me\nhad = hasattr(me, 'answer')\nanswer = 42"
    )
    put_off(["put_off_asking"])
    module = importlib.import_module("put_off_asking")

    assert (module.answer, module.had, RUN) == (42, False, ["put_off_asking"])


def test_one_that_can_not_run_says_so_each_time(tmp_path: Path) -> None:
    written(tmp_path, "put_off_broken", "import no_such_module_at_all")
    put_off(["put_off_broken"])
    module = importlib.import_module("put_off_broken")

    for _ in range(2):
        with pytest.raises(ModuleNotFoundError, match="no_such_module_at_all"):
            module.answer  # noqa: B018
    assert RUN == ["put_off_broken"] * 2


def test_several_threads_get_the_whole_of_it(tmp_path: Path) -> None:
    written(tmp_path, "put_off_slow", "import time\ntime.sleep(0.2)\nanswer = 42")
    put_off(["put_off_slow"])
    module = importlib.import_module("put_off_slow")
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(module.answer)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (answers, RUN) == ([42] * 4, ["put_off_slow"])


def test_what_is_imported_already_or_not_there_is_left_alone() -> None:
    before = sys.modules["threading"]
    put_off(["threading", "no_such_module_at_all"])

    assert sys.modules["threading"] is before
    assert "no_such_module_at_all" not in sys.modules
