"""The folder of a site: only changes are written, other files stay, and no link is followed out."""

import os
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancetracker.addons.site.pages.tree import NAME, Change, OnChange, Tree, beside, claim, place
from stancetracker.base.errors import WriteError

PAGE = "people/ada/index.html"
RECORD = '{"kind":"person"}\n'
DATASET = '{"kind":"dataset"}\n'
TEXTS = {"index.html": "front", PAGE: "Ada"}


def write_tree(
    root: Path,
    texts: Mapping[str, str] = TEXTS,
    *,
    dry_run: bool = False,
    on_change: OnChange | None = None,
) -> list[tuple[Change, str]]:
    """Write a tree, and return the change of each file."""
    changes: list[tuple[Change, str]] = []

    def keep(change: Change, path: Path) -> None:
        changes.append((change, path.relative_to(root).as_posix()))

    with nullcontext() if dry_run else beside(root) as new:
        tree = Tree(root, on_change or keep, new)
        for name, text in texts.items():
            tree.write(name, [text])
        tree.finish()
    return changes


def states(root: Path) -> dict[str, tuple[int, int]]:
    """Return the inode and time of every file."""
    statuses = {
        path.relative_to(root).as_posix(): path.stat() for path in root.rglob("*") if path.is_file()
    }
    return {name: (state.st_ino, state.st_mtime_ns) for name, state in statuses.items()}


def test_only_files_that_differ_are_written(tmp_path: Path) -> None:
    assert [("new", "index.html"), ("new", PAGE)] == write_tree(tmp_path)
    before = states(tmp_path)

    assert [("unchanged", "index.html"), ("unchanged", PAGE)] == write_tree(tmp_path)
    assert before == states(tmp_path)
    assert [("unchanged", "index.html"), ("changed", PAGE)] == write_tree(
        tmp_path, {**TEXTS, PAGE: "Ada!"}
    )
    assert {PAGE} == {name for name, state in states(tmp_path).items() if before[name] != state}
    assert "Ada!" == (tmp_path / PAGE).read_text()


def test_files_that_are_not_of_the_site_stay(tmp_path: Path) -> None:
    write_tree(tmp_path)
    (tmp_path / "people" / "ada" / "portrait.png").write_bytes(b"x")
    (tmp_path / "CNAME").write_text("example.org")
    write_tree(tmp_path, {"index.html": "front"})

    assert (tmp_path / "people" / "ada" / "portrait.png").exists()
    assert (tmp_path / "CNAME").exists()
    assert not (tmp_path / PAGE).exists()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    root = tmp_path / "new"

    assert [("new", "index.html"), ("new", PAGE)] == write_tree(root, dry_run=True)
    assert not root.exists()
    write_tree(root)
    before = states(root)
    changes = write_tree(root, {"index.html": "other", "feed.xml": "x"}, dry_run=True)
    assert [("changed", "index.html"), ("new", "feed.xml"), ("removed", PAGE)] == changes
    assert before == states(root)


@pytest.mark.parametrize("texts", [{"index.html": "back", PAGE: "Ada"}, {"index.html": "front"}])
def test_a_closed_output_is_not_a_failed_write(tmp_path: Path, texts: dict[str, str]) -> None:
    def gone(change: Change, path: Path) -> None:
        if change != "unchanged":
            raise BrokenPipeError(32, "Broken pipe")

    write_tree(tmp_path)

    with pytest.raises(BrokenPipeError):
        write_tree(tmp_path, texts, dry_run=True, on_change=gone)


def test_a_run_cut_short_leaves_whole_files_and_can_be_repeated(tmp_path: Path) -> None:
    """Its files are recognized as the site's, including those that were not listed yet."""

    def half_a_page() -> Iterator[str]:
        yield "half"
        raise KeyboardInterrupt

    with beside(tmp_path) as new:
        tree = Tree(tmp_path, lambda *_: None, new)
        tree.write("index.html", ["front"])
        with pytest.raises(KeyboardInterrupt):
            tree.write(PAGE, half_a_page())

    assert {"index.html", NAME} == set(states(tmp_path))
    assert tmp_path == claim(tmp_path)
    assert [("new", "feed.xml"), ("removed", "index.html")] == write_tree(
        tmp_path, {"feed.xml": "x"}
    )


def test_the_stage_of_a_killed_run_is_cleared(tmp_path: Path) -> None:
    """A repository without a file counts as empty."""
    stage = tmp_path / ".stancetracker.0123456789abcdef.new"
    stage.mkdir()
    (stage / "made").write_text("half")
    (tmp_path / ".git").mkdir()

    assert tmp_path == claim(tmp_path)
    write_tree(tmp_path)
    assert not stage.exists()


@pytest.mark.parametrize(
    ("name", "text", "below", "why"),
    [
        *((name, "x", "", "not empty") for name in ("index.html", ".env", f"{NAME}x", "people/x")),
        ("file", "x", "file", "Not a directory"),
        *(
            ("draft.jsonl", DATASET, below, r"as .*/draft\.jsonl holds")
            for below in ("", "site", "a/b/site")
        ),
    ],
)
def test_a_folder_with_other_files_or_in_a_dataset_is_refused(
    tmp_path: Path, name: str, text: str, below: str, why: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)

    with pytest.raises(WriteError, match=why):
        claim(tmp_path / below)


def test_a_site_is_built_again_beside_records_unless_a_dataset_is_around_it(
    tmp_path: Path,
) -> None:
    root = tmp_path / "site"
    write_tree(root)
    records = tmp_path / "scratch.jsonl"
    records.write_text(RECORD)
    assert root == claim(root)

    records.write_text(f'{RECORD}{{"kind":"dataset"}}\n')
    with pytest.raises(WriteError, match="is inside a dataset's folder"):
        claim(root)


def test_a_new_site_may_be_built_beside_loose_records(tmp_path: Path) -> None:
    (tmp_path / "more.jsonl").write_text(RECORD)

    assert tmp_path / "public" == claim(tmp_path / "public")


def test_a_link_to_the_folder_of_a_dataset_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.jsonl").write_text(f'{RECORD}{{"kind":"dataset"}}\n')
    (tmp_path / "site").symlink_to(tmp_path / "data")

    with pytest.raises(WriteError, match="is inside a dataset's folder"):
        claim(tmp_path / "site")


def test_no_link_is_followed_out_of_the_folder(tmp_path: Path) -> None:
    root, out = tmp_path / "site", tmp_path / "out"
    write_tree(root)
    (out / "ada").mkdir(parents=True)
    (out / "ada" / "index.html").write_text("theirs")
    (root / PAGE).unlink()
    (root / "people" / "ada").rmdir()
    (root / "people").rmdir()
    (root / "people").symlink_to(out)

    with pytest.raises(WriteError, match="links are not followed"):
        write_tree(root)
    write_tree(root, {"index.html": "front"})
    assert "theirs" == (out / "ada" / "index.html").read_text()


def test_a_link_in_the_place_of_a_page_is_replaced(tmp_path: Path) -> None:
    root, theirs = tmp_path / "site", tmp_path / "theirs"
    write_tree(root)
    theirs.write_text("Ada")
    (root / PAGE).unlink()
    (root / PAGE).symlink_to(theirs)

    assert [("unchanged", "index.html"), ("changed", PAGE)] == write_tree(root)
    assert not (root / PAGE).is_symlink()
    (root / PAGE).unlink()
    (root / PAGE).symlink_to(theirs)
    write_tree(root, {"index.html": "front"})
    assert "Ada" == theirs.read_text()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(WriteError, match="could not write"):
        write_tree(tmp_path / "site")


def test_a_failed_write_is_an_error_and_leaves_the_old_file(tmp_path: Path) -> None:
    def full() -> Iterator[str]:
        yield "new"
        raise OSError(28, "No space left on device")

    write_tree(tmp_path)

    with beside(tmp_path) as new:
        tree = Tree(tmp_path, lambda *_: None, new)
        with pytest.raises(WriteError, match=r"could not write .*index\.html: No space left"):
            tree.write("index.html", full())
    assert "front" == (tmp_path / "index.html").read_text()
    assert {"index.html", PAGE, NAME} == set(states(tmp_path))


@given(st.binary(max_size=9), st.binary(max_size=9))
def test_a_file_gets_its_new_content_whatever_its_old_one(
    tmp_path_factory: pytest.TempPathFactory, old: bytes, new: bytes
) -> None:
    folder = tmp_path_factory.mktemp("site")
    path, beside = folder / "file", folder / "beside"
    place(folder, path.name, old, beside)
    change = place(folder, path.name, new, None)

    assert ("unchanged" if old == new else "changed") == change
    assert old == path.read_bytes()
    assert change == place(folder, path.name, new, beside)
    assert new == path.read_bytes()
    assert not beside.exists()
