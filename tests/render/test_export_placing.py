"""An export is whole or not there at all, and goes over nothing but an export, and over that only with --force."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.datasets import write
from tests.exporting import export

from stancetracker.addons.exports.exports import csv
from stancetracker.base.errors import WriteError
from stancetracker.render.exports import sqlite

OURS = '"stancetracker": {"defused": true, "narrowed_to": null}'
Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path_factory: pytest.TempPathFactory) -> Put:
    """Export an empty dataset to a file, or as a folder."""
    away = tmp_path_factory.mktemp("away")
    folder = write(away / "data", [])
    return lambda path, kind="sqlite", force=False: export(
        folder, kind, path, force=force, cache=away
    )


def names(path: Path) -> list[str]:
    return sorted(item.name for item in path.iterdir())


def test_what_is_there_or_a_link_leads_to_is_replaced_only_when_asked(
    tmp_path: Path, put: Put
) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o640)
    with pytest.raises(WriteError, match="already exists"):
        put(tmp_path / "a")
    assert "old" == (tmp_path / "a").read_text()

    (tmp_path / "link").symlink_to("a")
    put(tmp_path / "link", force=True)

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a").read_bytes().startswith(b"SQLite")
    assert 0o640 == (tmp_path / "a").stat().st_mode & 0o777


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_file_replaces_nothing_but_a_file(tmp_path: Path, put: Put, kind: str) -> None:
    (tmp_path / "a").mkdir() if kind == "folder" else os.mkfifo(tmp_path / "a")

    with pytest.raises(WriteError, match="not a file, so not replaced"):
        put(tmp_path / "a", force=True)
    with pytest.raises(WriteError, match=r"could not write .*No such file or directory"):
        put(tmp_path / "nowhere" / "a")


def test_what_fails_leaves_what_was_there(
    tmp_path: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_material: object, path: Path, _raw: bool) -> None:
        path.write_text("half")
        raise KeyError

    monkeypatch.setattr(sqlite, "write", failing)
    (tmp_path / "a").write_text("old")

    with pytest.raises(KeyError):
        put(tmp_path / "a", force=True)
    assert (["a"], "old") == (names(tmp_path), (tmp_path / "a").read_text())


def test_a_folder_of_ours_is_replaced_whole_and_an_empty_one_taken_when_asked(
    tmp_path: Path, put: Put
) -> None:
    (tmp_path / "out").mkdir()
    for _ in range(2):
        with pytest.raises(WriteError, match="already exists"):
            put(tmp_path / "out", "csv")
        (tmp_path / "out" / "person.csv").unlink(missing_ok=True)
        put(tmp_path / "out", "csv", force=True)

        assert {"person.csv", "datapackage.json"} < {*names(tmp_path / "out")}
    assert ["out"] == names(tmp_path)


@pytest.mark.parametrize(
    ("kind", "about"), [("csv", "datapackage.json"), ("parquet", "export.json")]
)
def test_a_folder_with_anything_else_is_never_replaced(
    tmp_path: Path, put: Put, kind: str, about: str
) -> None:
    pytest.importorskip("pyarrow", reason="the extra parquet has pyarrow")
    put(tmp_path / "out", kind)
    (tmp_path / "out" / "thesis").write_text("mine")
    with pytest.raises(WriteError, match=r"not part of an export, so not replaced: .*thesis"):
        put(tmp_path / "out", kind, force=True)
    (tmp_path / "out" / about).unlink()
    with pytest.raises(WriteError, match="not empty, and no export of this program"):
        put(tmp_path / "out", kind, force=True)
    with pytest.raises(WriteError, match="not a folder, so not replaced"):
        put(tmp_path / "out" / "thesis", kind, force=True)

    assert "mine" == (tmp_path / "out" / "thesis").read_text()


def test_a_folder_that_can_not_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "out", "csv")
    (tmp_path / "out" / "person.csv").write_text("old")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "made":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)

    with pytest.raises(WriteError, match=r"could not write .*Input/output error"):
        put(tmp_path / "out", "csv", force=True)
    assert (["out"], "old") == (names(tmp_path), (tmp_path / "out" / "person.csv").read_text())


def test_the_metadata_beside_a_file_are_of_all_exports_there(tmp_path: Path, put: Put) -> None:
    for name in ("a.db", "b.db", "a.db"):
        put(tmp_path / name, force=True)

    assert ["a.db", "b.db", "metadata.json"] == names(tmp_path)
    about = json.loads((tmp_path / "metadata.json").read_text("utf-8"))
    assert ["a", "b"] == sorted(about["databases"])


@pytest.mark.parametrize(
    "text", ["{}", '{"title": "Mine"}', '{"program": 1, "databases": {}}', "[" * 100_000, ""]
)
def test_metadata_of_somebody_else_are_not_replaced(tmp_path: Path, put: Put, text: str) -> None:
    (tmp_path / "metadata.json").write_text(text)

    with pytest.raises(WriteError, match=r"metadata\.json is not of an export"):
        put(tmp_path / "a.db", force=True)
    with pytest.raises(WriteError, match=r"metadata\.json is not of an export"):
        put(tmp_path / "metadata.json", force=True)
    assert (["metadata.json"], text) == (names(tmp_path), (tmp_path / "metadata.json").read_text())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"resources": [], "stancetracker": {}}',
        f'{{"resources": [{{"name": "../x", "path": "../x.csv"}}], {OURS}}}',
        f'{{"resources": [{{"name": "x", "path": "/etc/x"}}], {OURS}}}',
        "[" * 100_000,
    ],
)
def test_a_strangers_package_is_none_of_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / "datapackage.json").write_text(text)

    assert csv.names_in_export(tmp_path) is None
