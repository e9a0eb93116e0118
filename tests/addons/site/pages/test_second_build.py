"""A second build: it makes what differs, and what it leaves is what a first build would make."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from tests.addons.site.pages.sites import LATER, TWO_ISSUES
from tests.datasets import Line, complete, lines_of, write
from tests.depth import tried
from tests.faults.injection import everything
from tests.hostile.records import every_kind
from tests.index.strategies import DAYS, datasets, statements

from stancetracker.addons.site.pages.site import Built, build
from stancetracker.base.errors import BrokenDatasetError, UsageError
from stancetracker.ledger.folder import Folder

LATE_DAYS = ("2026-02-01", "2026-12-31", "2027-01-01")


@pytest.fixture
def rebuild(tmp_path: Path, cache: Path) -> Callable[[list[Line]], Built]:
    """Return a function that writes a dataset and builds its site, always in the same folders."""

    def make(lines: list[Line]) -> Built:
        return build(write(tmp_path / "data", lines), tmp_path / "site", cache=cache)

    return make


def test_of_an_unchanged_dataset_only_the_lists_and_the_first_page_are_made(
    rebuild: Callable[[list[Line]], Built],
) -> None:
    first = rebuild(lines_of(TWO_ISSUES))
    second = rebuild(lines_of(TWO_ISSUES))

    assert first.pages_made == first.pages
    # Four lists, the method and the front.
    assert (second.pages_made, second.pages) == (6, first.pages)
    assert {"unchanged"} == set(second.files)


def test_a_record_of_a_later_day_leaves_the_other_issue_as_it_was(
    rebuild: Callable[[list[Line]], Built],
) -> None:
    lines = lines_of(TWO_ISSUES)
    rebuild(lines)
    second = rebuild([*lines, LATER])

    # The six, the bridge with its embed, context and five days, Bo, the statement and its source.
    assert 6 + 8 + 3 >= second.pages_made
    assert second.pages > second.pages_made + 5


def test_a_page_that_somebody_changed_is_made_again(
    rebuild: Callable[[list[Line]], Built], tmp_path: Path
) -> None:
    rebuild(lines_of(TWO_ISSUES))
    whole = everything(tmp_path / "site")
    (tmp_path / "site/r/a/index.html").write_text("Something else.")
    (tmp_path / "site/issues/tunnel/feed.xml").unlink()
    rebuild(lines_of(TWO_ISSUES))

    assert whole == everything(tmp_path / "site")


def test_another_address_makes_every_page_again(tmp_path: Path, cache: Path) -> None:
    folder = write(tmp_path / "data", lines_of(TWO_ISSUES))
    build(folder, tmp_path / "site", cache=cache)
    second = build(folder, tmp_path / "site", "https://example.org/", cache=cache)

    assert second.pages_made == second.pages


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a dataset, for tests that build its site and leave that as it is."""
    path = tmp_path_factory.mktemp("place")
    write(path / "data", lines_of(TWO_ISSUES))
    return path


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "[1]",
        '{"r/a/": 3}',
        '{"r/a/": ["x", ["y"]]}',
        "\udcff",
        pytest.param("[" * 9**5, id="deep"),
    ],
)
def test_a_damaged_memory_of_a_build_is_none(place: Path, damage: str) -> None:
    folder = Folder(place / "data")
    build(folder, place / "site", cache=place / "cache")
    [kept] = (place / "cache").glob("*.json")
    kept.write_bytes(damage.encode("utf-8", "surrogateescape"))
    second = build(folder, place / "site", cache=place / "cache")

    assert second.pages_made == second.pages
    assert {"unchanged"} == set(second.files)


def test_a_dry_run_keeps_nothing(tmp_path: Path, cache: Path) -> None:
    folder = write(tmp_path / "data", lines_of(TWO_ISSUES))
    build(folder, tmp_path / "site", dry_run=True, cache=cache)

    assert [] == [*cache.glob("*.json")]


def test_without_a_cache_every_page_is_made(tmp_path: Path, cache: Path) -> None:
    folder: Folder = write(tmp_path / "data", lines_of(TWO_ISSUES))._replace(cached=False)
    build(folder, tmp_path / "site", cache=cache)
    second = build(folder, tmp_path / "site", cache=cache)

    assert second.pages_made == second.pages


OVERDUE: Line = {"kind": "issue", "id": "tunnel", "panel": ["bo", "cy"], "recheck_days": 13}
VOTE: Line = {"kind": "event", "id": "vote", "issues": ["tunnel"], "date": "2026-02-02"}
CHIEF: Line = {
    "kind": "person",
    "id": "cy",
    "memberships": [{"role": "chief", "start_date": "2026-02-02"}],
}
REPLACED: Line = {"kind": "correction", "corrects": "s", "type": "supersession", "replacement": "n"}


@pytest.mark.parametrize(
    ("line", "changed_file"),
    [
        pytest.param(VOTE, "issues/tunnel/index.html", id="event"),
        pytest.param(CHIEF, "people/cy/index.html", id="role"),
    ],
)
def test_a_later_day_changes_what_depends_on_it(
    rebuild: Callable[[list[Line]], Built], tmp_path: Path, line: Line, changed_file: str
) -> None:
    lines = [before for before in lines_of(TWO_ISSUES) if before.get("id") != line["id"]]
    lines.append(complete(line))
    rebuild(lines)
    before = everything(tmp_path / "site")
    rebuild([*lines, LATER])
    after = everything(tmp_path / "site")
    build(Folder(tmp_path / "data"), tmp_path / "anew", cache=tmp_path / "other-cache")

    changed = {name for name in before if after[name] != before[name]}
    assert changed_file in changed
    assert everything(tmp_path / "anew") == after


def test_no_file_of_an_issue_changes_as_its_checks_grow_old(
    rebuild: Callable[[list[Line]], Built], tmp_path: Path
) -> None:
    """The check is due by 2 February; the other issue has a record of the day after."""
    lines = [line for line in lines_of(TWO_ISSUES) if line.get("id") != "tunnel"]
    rebuild([*lines, complete(OVERDUE)])
    before = everything(tmp_path / "site")
    rebuild([*lines, complete(OVERDUE), LATER])
    after = everything(tmp_path / "site")

    changed = {name for name in before if after[name] != before[name]}
    assert [] == sorted(name for name in changed if name.startswith("issues/tunnel/"))


def test_the_citation_of_an_issue_counts_overdue_checks_as_of_the_day_of_its_page(
    rebuild: Callable[[list[Line]], Built], tmp_path: Path
) -> None:
    """The check is due by 2 February; the other issue has a record of the day after."""
    lines = [line for line in lines_of(TWO_ISSUES) if line.get("id") != "tunnel"]
    rebuild([*lines, complete(OVERDUE), LATER])
    page = (tmp_path / "site/issues/tunnel/index.html").read_text("utf-8")
    citation = page[page.index('id="cite"') :]

    assert "as of 1 Feb 2026" in citation
    assert "overdue" not in citation


def test_a_page_shows_what_a_record_on_another_issue_says_now(
    rebuild: Callable[[list[Line]], Built], tmp_path: Path
) -> None:
    new: Line = {"kind": "silence", "id": "n", "actors": ["bo"], "issue": "bridge"}
    lines = [*lines_of(TWO_ISSUES), complete(REPLACED)]
    rebuild([*lines, complete({**new, "date": "2026-01-21"})])
    rebuild([*lines, complete({**new, "date": "2026-01-22"})])
    page = (tmp_path / "site/issues/tunnel/context/index.html").read_text("utf-8")

    assert "22 Jan 2026" in page


@st.composite
def changed_datasets(draw: DrawFn) -> tuple[list[Line], list[Line]]:
    """Draw a dataset and the same after some changes: lines gone, lines of another, a field changed."""
    before, other = draw(datasets() | st.builds(every_kind)), draw(datasets())
    gone = draw(st.sets(st.sampled_from(range(len(before))), max_size=2))
    after = [line for place, line in enumerate(before) if place not in gone]
    new_ids = {(line["kind"], line["id"]) for line in other}
    replaced = draw(st.sets(st.sampled_from(sorted(new_ids)), max_size=3))
    after = [line for line in after if (line["kind"], line.get("id")) not in replaced]
    after += [line for line in other if (line["kind"], line["id"]) in replaced]
    if draw(st.booleans()):
        after.append({**draw(statements(st.sampled_from([*DAYS, *LATE_DAYS]))), "id": "new"})
    return before, after


@pytest.mark.slow
@tried(4, 200)
@given(lines_of_builds=changed_datasets())
def test_a_site_built_again_is_the_site_built_anew(
    lines_of_builds: tuple[list[Line], list[Line]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("again")
    try:
        for lines in lines_of_builds:
            folder = write(place / "data", lines)
            build(folder, place / "site", cache=place / "cache")
    except (BrokenDatasetError, UsageError):  # a line names one that is gone
        return
    build(folder, place / "anew", cache=place / "other-cache")

    assert everything(place / "anew") == everything(place / "site")
