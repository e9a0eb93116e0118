"""An export is whole or not there at all, and goes over nothing but an export, and over that only with --force."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stancetracker.base.errors import WriteError
from stancetracker.publish.export import csv
from stancetracker.publish.exports import Place

OURS = '"stancetracker": {"defused": true, "narrowed_to": null}'


def put(path: Path, text: str = "new", *, force: bool = False) -> None:
    with Place(path, force).beside() as new:
        new.write_text(text)


def put_folder(path: Path, *names: str, force: bool = False) -> None:
    def ours(folder: Path) -> frozenset[str] | None:
        mark = folder / "mark"
        return frozenset({"mark", *mark.read_text().split()}) if mark.exists() else None

    with Place(path, force, ours).beside() as new:
        (new / "mark").write_text(" ".join(names))
        for name in names:
            (new / name).write_text("new")


def names(path: Path) -> list[str]:
    return sorted(item.name for item in path.iterdir())


def test_what_is_there_is_replaced_only_when_asked(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o640)
    with pytest.raises(WriteError, match="already exists"):
        put(tmp_path / "a")
    assert "old" == (tmp_path / "a").read_text()

    put(tmp_path / "a", force=True)

    assert "new" == (tmp_path / "a").read_text()
    assert 0o640 == (tmp_path / "a").stat().st_mode & 0o777


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "to").write_text("old")
    (tmp_path / "a").symlink_to("to")
    put(tmp_path / "a", force=True)

    assert (tmp_path / "a").is_symlink()
    assert "new" == (tmp_path / "to").read_text()


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_file_replaces_nothing_but_a_file(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a").mkdir() if kind == "folder" else os.mkfifo(tmp_path / "a")

    with pytest.raises(WriteError, match="not a file, so not replaced"):
        put(tmp_path / "a", force=True)


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    with pytest.raises(UnicodeEncodeError), Place(tmp_path / "a", force=True).beside() as new:
        new.write_text("half\ud800", encoding="utf-8")
    assert ["a"] == names(tmp_path)
    assert "old" == (tmp_path / "a").read_text()


def test_a_place_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"could not write .*No such file or directory"):
        put(tmp_path / "nowhere" / "a")


def test_a_folder_of_ours_is_replaced_whole_when_asked(tmp_path: Path) -> None:
    put_folder(tmp_path / "out", "x", "y")
    with pytest.raises(WriteError, match="already exists"):
        put_folder(tmp_path / "out", "z")

    put_folder(tmp_path / "out", "z", force=True)

    assert ["out"] == names(tmp_path)
    assert ["mark", "z"] == names(tmp_path / "out")


def test_an_empty_folder_is_taken_when_asked(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    put_folder(tmp_path / "out", "x", force=True)

    assert ["mark", "x"] == names(tmp_path / "out")


def test_a_folder_with_anything_else_is_never_replaced(tmp_path: Path) -> None:
    put_folder(tmp_path / "out", "x")
    (tmp_path / "out" / "thesis").write_text("mine")
    with pytest.raises(WriteError, match=r"not part of an export, so not replaced: .*thesis"):
        put_folder(tmp_path / "out", "x", force=True)
    (tmp_path / "out" / "mark").unlink()
    with pytest.raises(WriteError, match="not empty, and no export of this program"):
        put_folder(tmp_path / "out", "x", force=True)

    assert ["thesis", "x"] == names(tmp_path / "out")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(WriteError, match="not a folder, so not replaced"):
        put_folder(tmp_path / "file", "x", force=True)


def test_a_folder_that_can_not_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_folder(tmp_path / "out", "x")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "made":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)

    with pytest.raises(WriteError, match=r"could not write .*Input/output error"):
        put_folder(tmp_path / "out", "y", force=True)
    assert ["out"] == names(tmp_path)
    assert ["mark", "x"] == names(tmp_path / "out")


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

    assert csv.ours(tmp_path) is None
