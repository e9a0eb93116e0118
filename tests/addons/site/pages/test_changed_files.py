"""What a page shows of a dataset: one more record changes few pages, and `check` compares a page."""

from pathlib import Path

import pytest
from tests.addons.site.pages.sites import LATER, TWO_ISSUES
from tests.datasets import Line, lines_of, write

from stancetracker.addons.site.pages.site import build
from stancetracker.base.errors import UsageError
from stancetracker.contribute.check import check

TODAY = "2026-02-10"


@pytest.fixture
def lines() -> list[Line]:
    return lines_of(TWO_ISSUES)


@pytest.fixture
def site(tmp_path: Path, cache: Path, lines: list[Line]) -> Path:
    build(write(tmp_path / "data", lines), tmp_path / "site", cache=cache)
    return tmp_path / "site"


def test_one_more_record_changes_only_its_pages_the_lists_the_front_and_the_feed(
    site: Path, cache: Path, lines: list[Line]
) -> None:
    touched = set()

    def note(change: str, path: Path) -> None:
        if change != "unchanged":
            touched.add(path.relative_to(site).as_posix().removesuffix("index.html"))

    folder = write(site.parent / "data", [*lines, LATER])
    build(folder, site, cache=cache, on_change=note)
    pages = {path for path in touched if path.endswith("/") or not path or path == "feed.xml"}

    assert pages == {
        "",
        "feed.xml",
        "issues/",
        "issues/bridge/",
        "issues/bridge/2026-02-01/",  # its link to the day after
        "issues/bridge/2026-02-02/",
        "issues/bridge/2026-02-03/",
        "issues/bridge/context/",
        "issues/bridge/embed/",
        "people/",
        "people/bo/",
        "r/b/",
        "sources/",
        "sources/613455beda14/",
    }


def test_every_record_that_a_page_shows_stands_unchanged_in_its_dataset(
    site: Path, lines: list[Line]
) -> None:
    checked = check(
        write(site.parent / "data", [*lines, LATER]),
        TODAY,
        against=str(site / "people/ada/index.html"),
    )

    assert checked.page_summary.endswith("shows 3 records; 3 stand unchanged in the dataset")
    assert not [problem for problem in checked.problems if problem.severity != "notice"]


def test_a_record_changed_since_its_page_was_made_is_named(site: Path, lines: list[Line]) -> None:
    changed = [
        {**line, "summary": "Other words."} if line.get("id") == "a" else line for line in lines
    ]
    folder = write(site.parent / "data", changed)
    checked = check(folder, TODAY, against=str(site / "r/a/index.html"))
    differing = [problem.record for problem in checked.problems if problem.code == "page-differs"]

    assert differing == ["a"]
    assert "shows 2 records; 1 stand unchanged" in checked.page_summary


def test_a_record_of_a_page_that_is_gone_is_named(site: Path, lines: list[Line]) -> None:
    folder = write(site.parent / "data", [line for line in lines if line.get("id") != "a"])
    problems = check(folder, TODAY, against=str(site / "r/a/index.html")).problems
    messages = [problem.message for problem in problems if problem.code == "page-differs"]

    assert len(messages) == 1
    assert "shows a, which is not in the dataset" in messages[0]


def test_a_damaged_list_of_records_is_no_proof(site: Path, lines: list[Line]) -> None:
    page = site / "r/a/index.html"
    page.write_text(page.read_text().replace(" bridge=", " bridge"))

    with pytest.raises(UsageError, match="is damaged"):
        check(write(site.parent / "data", lines), TODAY, against=str(page))
