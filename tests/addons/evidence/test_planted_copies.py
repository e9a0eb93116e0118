"""Copies that a stranger planted count for nothing, and what was written is not written through links."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.addons.evidence.test_archive import TODAY, archived, copies_of, dataset, lines, recorded
from tests.addons.evidence.test_archive import statement_from as statement
from tests.addons.evidence.web import serving
from tests.contribute.conftest import a_statement
from tests.repositories import git

from stancetracker.addons.evidence.copies import forget, page
from stancetracker.addons.evidence.keeping import CopyRecord, write_copy
from stancetracker.addons.evidence.own_copies import OwnCopies, OwnCopy
from stancetracker.base.errors import UsageError, WriteError
from stancetracker.contribute.check import check
from stancetracker.contribute.dataset import open_dataset
from stancetracker.index.lookup import source_key
from stancetracker.ledger.folder import Folder

pytest.importorskip("warcio", reason="the extra evidence has warcio")
pytest.importorskip("resiliparse", reason="the extra evidence has resiliparse")
FORGED = b"<p>We want children to work."
PLANTED_DAY = "2026-01-26"


def plant(folder: Folder, url: str, body: bytes = FORGED, day: str = PLANTED_DAY) -> Path:
    """Write a consistent copy of a page that was never fetched, as a pull request may hold it."""
    path = folder.path / "archive" / f"{source_key(url)}-{day}.warc.gz"
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    write_copy(path, [CopyRecord(url, body, [("Content-Type", "text/html")], "200 OK")])
    return path


def codes(folder: Folder, **options: Any) -> list[str]:
    result = check(folder, TODAY, **options)
    return [problem.code for problem in result.problems if problem.severity != "notice"]


def quoting(url: str, words: str, **source: Any) -> dict[str, Any]:
    sources = [{"url": url, "tier": "primary", **source}]
    return a_statement(quote=words, wording="verbatim", language="en", id="one", sources=sources)


def test_a_planted_copy_does_not_prove_a_quote(tmp_path: Path) -> None:
    url = "https://example.org/page"
    folder = dataset(tmp_path, quoting(url, "We want children to work."))
    path = plant(folder, url)
    result = check(folder, TODAY, quotes=True)
    [problem] = [problem for problem in result.problems if problem.code == "uncounted-copy"]

    assert "1 quote: 1 in copies that are not read" == result.quote_summary
    assert ("one", "error") == (problem.record, problem.severity)
    assert f"archive/{path.name}" in problem.message
    assert [] == codes(folder)


def test_archive_fetches_the_page_of_a_planted_copy_and_writes_nothing_of_it(
    tmp_path: Path,
) -> None:
    with serving(page="Hello") as web:
        folder = dataset(tmp_path, statement(web["/page"], id="one"))
        path = plant(folder, web["/page"])
        result = archived(folder)

    assert [web["/page"]] == result.new
    assert [f"archive/{path.name}"] == [
        text.partition(" is not read")[0] for text in result.uncounted
    ]
    assert [TODAY] == [copy["retrieved"] for copy in recorded(folder)]


def test_archive_writes_no_day_that_a_planted_name_states(tmp_path: Path) -> None:
    """A page that is the same as its planted copy was fetched today, and not on the day of that."""
    with serving(page="Hello") as web:
        folder = dataset(tmp_path, statement(web["/page"], id="one"))
        plant(folder, web["/page"], b"<p>Hello")
        result = archived(folder)

    assert ([], [web["/page"]]) == (result.new, result.unchanged)
    assert [TODAY] == [copy["retrieved"] for copy in recorded(folder)]
    assert [PLANTED_DAY] == [copy.day for copy in copies_of(folder, web["/page"])]


def test_archive_writes_nothing_of_a_planted_copy_whose_page_is_gone(tmp_path: Path) -> None:
    """Nor where a `copy` record, which a stranger wrote as well, has its SHA-256."""
    from hashlib import sha256

    with serving() as web:
        digest = sha256(FORGED).hexdigest()
        forged = {"kind": "copy", "id": "forged", "url": web["/page"], "sha256": digest}
        folder = dataset(tmp_path, statement(web["/page"], id="one"), forged)
        plant(folder, web["/page"])
        result = archived(folder, "one")

    assert ([(web["/page"], "HTTP 404 Not Found")], []) == (result.failed, result.recorded)


def test_a_copy_that_was_replaced_by_another_consistent_one_is_an_error(tmp_path: Path) -> None:
    with serving(page="We want children to learn.") as web:
        url = web["/page"]
        folder = dataset(tmp_path, quoting(url, "We want children to learn."))
        archived(folder)
        [record] = lines(folder)[-1:]
        [copy] = copies_of(folder, url)
        assert [] == codes(folder, quotes=True)
        plant(folder, url, day=copy.day)
        dataset(tmp_path, {**record, "quote": "We want children to work."})

    assert ["uncounted-copy"] == codes(folder, quotes=True)


def test_a_colleagues_copy_counts_if_its_sha256_is_in_a_copy_record_of_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(page="Hello.", other="Hello.") as web:
        folder = dataset(tmp_path, quoting(web["/page"], "Hello."))
        archived(folder)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "of-a-colleague"))

    assert [] == codes(folder, quotes=True)
    with open_dataset(folder) as there:
        _, own = page(there.connection, folder, web["/page"])
    assert own is None  # what this person did not fetch is written into no record
    [copy] = copies_of(folder, web["/page"])
    other = copy.path.with_name(copy.path.name.replace(copy.key, source_key(web["/other"])))
    copy.path.rename(other)
    dataset(tmp_path, {**lines(folder)[-1], "sources": [{"url": web["/other"], "tier": "primary"}]})
    assert ["uncounted-copy"] == codes(folder, quotes=True)


def test_draft_does_not_read_a_planted_copy(tmp_path: Path) -> None:
    url = "https://example.org/page"
    folder = dataset(tmp_path, statement(url, id="one"))
    path = plant(folder, url)
    with open_dataset(folder) as there, pytest.raises(UsageError) as refusal:
        page(there.connection, folder, url)

    assert f"archive/{path.name} is not read" in refusal.value.message


def test_a_pipe_in_place_of_a_copy_is_named_and_not_waited_for(tmp_path: Path) -> None:
    url = "https://example.org/page"
    folder = dataset(tmp_path, quoting(url, "Hello."))
    (folder.path / "archive").mkdir()
    os.mkfifo(folder.path / "archive" / f"{source_key(url)}-{TODAY}.warc.gz")
    [problem] = [
        problem
        for problem in check(folder, TODAY, quotes=True).problems
        if problem.code == "uncounted-copy"
    ]

    assert problem.message.endswith("is not read: not a regular file")


def test_a_file_of_the_archive_that_git_tracks_is_an_error(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data", statement("https://example.org/page", id="one"))
    plant(folder, "https://example.org/page")
    (folder.path / "archive" / ".gitignore").write_text("*\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    assert [] == codes(folder)
    git(tmp_path, "add", "--force", "data/archive")
    problems = [p for p in check(folder, TODAY).problems if p.code == "tracked-archive"]

    assert [".gitignore", f"{source_key('https://example.org/page')}-{PLANTED_DAY}.warc.gz"] == [
        problem.place.file.removeprefix("archive/") for problem in problems
    ]
    assert {"error"} == {problem.severity for problem in problems}


@pytest.mark.parametrize("name", [".gitignore", "sources.new", ".lock"])
def test_archive_writes_through_no_link(tmp_path: Path, name: str) -> None:
    """Whatever it finds in its folder, no file elsewhere is changed."""
    target = tmp_path / "precious"
    target.write_text("precious")
    with serving(page="Hello") as web:
        folder = dataset(tmp_path / "data", statement(web["/page"], id="one"))
        (folder.path / "archive").mkdir()
        (folder.path / "archive" / name).symlink_to(target)
        if name == "sources.new":
            archived(folder)
        else:
            with pytest.raises(WriteError):
                archived(folder)

    assert "precious" == target.read_text()


def test_archive_writes_through_no_folder_that_is_a_link(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with serving(page="Hello") as web:
        folder = dataset(tmp_path / "data", statement(web["/page"], id="one"))
        from stancetracker.addons.evidence.archive import archive, plan
        from stancetracker.addons.evidence.fetching import Fetcher

        planned = plan(folder, ())
        (folder.path / "archive").symlink_to(elsewhere)
        with pytest.raises(WriteError, match="symbolic link"):
            archive(planned, Fetcher(delay=0), TODAY, lambda *_: None)

    assert [] == list(elsewhere.iterdir())


REDACTION = {
    "kind": "correction",
    "type": "redaction",
    "corrects": "gone",
    "reason": "A court.",
    "removed": [{"sha256": "0" * 64}],
}


def test_no_file_in_the_archive_says_which_copies_a_redaction_removes(tmp_path: Path) -> None:
    with serving(page="Hello") as web:
        folder = dataset(tmp_path, statement(web["/page"], id="one"), REDACTION)
        archived(folder)
        planted = json.dumps({source_key(web["/page"]): ["gone"]})
        (folder.path / "archive" / "sources.json").write_text(planted)
        assert 0 == archived(folder).removed

    assert 1 == len(copies_of(folder, web["/page"]))


def test_a_redaction_removes_no_copy_through_a_folder_that_is_a_link(tmp_path: Path) -> None:
    """A dataset with such a link is not read; this one was placed a moment later."""
    url = "https://example.org/page"
    other = dataset(tmp_path / "other", statement(url, id="one"))
    path = plant(other, url)
    redaction = {**REDACTION, "corrects": "one"}
    folder = dataset(tmp_path / "data", statement(url, id="one"), redaction)
    OwnCopies(folder).name_records({source_key(url): {"one"}})
    with open_dataset(folder) as there:
        (folder.path / "archive").symlink_to(other.path / "archive")
        with pytest.raises(WriteError, match="symbolic link"):
            forget(folder, there.connection, {"one"})

    assert path.exists()


def test_the_list_of_own_copies_survives_a_line_that_was_cut_short(tmp_path: Path) -> None:
    own = OwnCopies(Folder(tmp_path))
    own.add("a" * 12, "1" * 64, OwnCopy("2026-01-01"))
    own.path.write_bytes(own.path.read_bytes() + b'{"source": "b')
    own.add("a" * 12, "2" * 64, OwnCopy("2026-01-02"))

    days = {digest: copy.day for digest, copy in own.pages()["a" * 12].items()}
    assert {"1" * 64: "2026-01-01", "2" * 64: "2026-01-02"} == days
    assert not own.path.is_relative_to(tmp_path)
    assert {} == OwnCopies(Folder(tmp_path / "another")).pages()
