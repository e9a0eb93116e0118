"""An index follows the code that shapes it: nobody counts up a number where a field is added."""

import shutil
from pathlib import Path

import pytest
from tests.datasets import SHIPPED

from stancetracker.index import store
from stancetracker.index.store import open_index
from stancetracker.ledger import model


def test_an_index_is_rebuilt_where_a_class_of_records_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def source() -> str:
        store.code_checksum.cache_clear()
        index = open_index(SHIPPED, tmp_path / "cache")
        index.connection.close()
        return index.source

    [folder] = model.__path__
    changed = shutil.copytree(folder, tmp_path / "model")

    assert ["built", "fresh"] == [source(), source()]
    monkeypatch.setattr(model, "__path__", [str(changed)])
    assert "fresh" == source()
    with (changed / "event.py").open("a", encoding="utf-8") as file:
        file.write("# Another field.\n")
    assert ["built", "fresh"] == [source(), source()]
    monkeypatch.undo()
    store.code_checksum.cache_clear()
