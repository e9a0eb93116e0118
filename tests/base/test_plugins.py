"""One loader of plug-ins: every module of a folder, and nothing else."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from stancetracker.base import plugins
from stancetracker.base.errors import UnknownNameError


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    folder = tmp_path / "toys_of_tests"
    folder.mkdir()
    for name in ("__init__", "ball", "import_", "two_words"):
        (folder / f"{name}.py").write_text(f'"""The {name}.\n\nMore."""\n')
    (folder / "notes.txt").write_text("no module")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "toys_of_tests"]:
        monkeypatch.delitem(sys.modules, name)
    return import_module("toys_of_tests")


def test_plugins_are_the_files_by_the_words_people_type(package: ModuleType) -> None:
    assert ["ball", "import", "two-words"] == plugins.names(package)
    assert "The import_." == plugins.about(package, "import", "toy")
    assert "toys_of_tests.two_words" == plugins.load(package, "two-words", "toy").__name__


def test_an_unknown_name_is_refused_with_what_there_is(package: ModuleType) -> None:
    with pytest.raises(UnknownNameError, match="unknown toy: bal") as caught:
        plugins.load(package, "bal", "toy")
    assert "did you mean ball?" == caught.value.hint

    with pytest.raises(UnknownNameError) as caught:
        plugins.known(package, "xylophone", "toy", "kite")
    assert "one of kite, ball, import, two-words" == caught.value.hint
    assert "kite" == plugins.known(package, "kite", "toy", "kite")
