"""A whole site: its pages, its links, its editions, and that it is the same each time."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.datasets import SHIPPED
from tests.pages.links import astray, read

import stancetracker
from stancetracker.base import wording
from stancetracker.base.errors import UsageError
from stancetracker.ledger.folder import Folder
from stancetracker.pages.site import Wanted, build
from stancetracker.pages.tree import NAME, Change

Made = Callable[[Folder], Path]
SMALL = Folder(Path(__file__).parents[1] / "cli" / "data")
LINES = """
{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
{"kind": "silence", "actors": ["ada"], "date": "2026-01-20"}
{"kind": "silence", "actors": ["ada"], "date": "2026-01-22", "recorded": "2026-02-03"}
"""
DAYS = (
    "2026-01-04 2026-01-06 2026-01-13 2026-01-16 2026-01-21 2026-02-02 2026-02-21 2026-02-26 2026-02-27"
    " 2026-03-01"
).split()


pytestmark = pytest.mark.xdist_group("site")  # each site is made once


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return a function that makes the site of a dataset once."""
    root = tmp_path_factory.mktemp("sites")
    there: dict[Folder, Path] = {}

    def make(folder: Folder) -> Path:
        if folder not in there:
            site = root / f"site-{len(there)}"
            build(folder, Wanted(site), cache=root / "cache")
            there[folder] = site
        return there[folder]

    return make


def trees(site: Path) -> dict[str, Path]:
    """Return the trees of a site: the editions by their days, and the bare one by no name."""
    return {"": site, **{path.name: path for path in sorted(site.iterdir()) if path.name[0] == "2"}}


def pages(tree: Path) -> set[str]:
    """Return the folders of its pages."""
    found = {path.parent.relative_to(tree).as_posix() for path in tree.rglob("index.html")}
    return {path for path in found if not path.startswith("2")}


def contents(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def rows(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_every_issue_actor_and_source_has_a_page_in_the_edition_of_each_day(made: Made) -> None:
    last = pages(made(SMALL))
    kinds = {path.partition("/")[0] for path in last}

    assert ["", *DAYS] == list(trees(made(SMALL)))
    assert {".", "issues", "people", "organizations", "sources"} == kinds
    assert {"issues/bridge", "issues/toll"} == {path for path in last if path.startswith("issues/")}
    assert {f"people/{id}" for id in ("ada", "bo", "cy", "dee", "eve", "fay")} <= last
    assert {"organizations/acme", "organizations/city"} <= last
    for tree in trees(made(SMALL)).values():
        assert {".", "issues", "people", "issues/bridge", "people/fay", "organizations/acme"} <= pages(tree)


@pytest.mark.parametrize("folder", [SMALL, SHIPPED])
def test_the_bare_address_has_the_last_edition(made: Made, folder: Folder) -> None:
    found = trees(made(folder))
    last = found[max(found)]

    assert pages(last) == pages(found[""])
    for page in pages(last):
        for name in ("index.json", "index.csv"):
            assert (last / page / name).read_bytes() == (found[""] / page / name).read_bytes()


@pytest.mark.parametrize("folder", [SMALL, SHIPPED])
def test_every_link_leads_somewhere_no_id_is_there_twice_and_nothing_runs(made: Made, folder: Folder) -> None:
    assert [] == list(astray(made(folder)))
    for path in made(folder).rglob("*.html"):
        page = read(path)
        assert sorted(set(page.ids)) == sorted(page.ids), path
        assert {"script", "iframe", "object", "embed", "img", "form", "base"}.isdisjoint(page.tags), path


@pytest.mark.parametrize("folder", [SMALL, SHIPPED])
def test_beside_each_page_the_same_as_json_and_csv(made: Made, folder: Folder) -> None:
    for day, tree in trees(made(folder)).items():
        for page in pages(tree):
            as_json = rows(tree / page / "index.json")
            with (tree / page / "index.csv").open(encoding="utf-8", newline="") as opened:
                as_csv = list(csv.DictReader(opened))
            assert [list(row) for row in as_json] == [list(row) for row in as_csv]
            assert {day or max(trees(made(folder)))} >= {row["as_of"] for row in as_json}


def test_the_same_data_gives_the_same_bytes_and_nothing_is_written_again(made: Made, tmp_path: Path) -> None:
    site = made(SMALL)
    before, bytes_before = {path: path.stat() for path in site.rglob("*")}, contents(site)
    again = build(SMALL, Wanted(site), cache=tmp_path)

    assert {"unchanged"} == set(again.files)
    assert 3 * again.pages < again.files["unchanged"]
    for path, state in before.items():
        now = path.stat()
        assert (state.st_ino, state.st_mtime_ns) == (now.st_ino, now.st_mtime_ns), path
    assert bytes_before == contents(site)


def test_an_edition_knows_nothing_of_later_days(made: Made) -> None:
    tree = trees(made(SMALL))["2026-01-06"]
    statuses = {
        row["actor"]: row["status"] for row in rows(tree / "issues" / "bridge" / "index.json") if row["panel"]
    }

    assert {"ada": "spoke"} | dict.fromkeys(("bo", "cy", "dee", "fay"), "unchecked") == statuses
    assert "SUM(1)" not in (tree / "people" / "ada" / "index.html").read_text()


def test_beside_the_pages_are_a_feed_that_leads_to_them_and_how_to_cite(made: Made) -> None:
    site = made(SMALL)
    root = ElementTree.parse(site / "feed.xml").getroot()
    links = [each.attrib["href"] for each in root.iter("{http://www.w3.org/2005/Atom}link")]

    assert {"feed.xml", "CITATION.cff", NAME, "index.html", "index.json", "index.csv"} == {
        path.name for path in site.iterdir() if path.is_file()
    }
    assert "date-released: 2026-03-01\nlicense: CC0-1.0\n" in (site / "CITATION.cff").read_text()
    assert "2026-01-04/index.html" == links[-1]
    assert 5 < len(links) == len(set(links))
    assert all((site / link).is_file() for link in links)


def test_the_datasets_own_address_is_that_of_its_site(folder: Folder, cache: Path, tmp_path: Path) -> None:
    """
    {"kind":"dataset","url":"https://example.org/ledger"}
    {"kind":"person","id":"ada"}
    {"kind":"issue","id":"bridge","panel":["ada"]}
    {"kind":"silence","actors":["ada"],"date":"2026-01-20"}
    """
    site = tmp_path / "site"
    assert "https://example.org/ledger/" == build(folder, Wanted(site), cache=cache).base
    listed = re.findall("<loc>https://example.org/ledger/(.*)</loc>", (site / "sitemap.xml").read_text())
    assert {"", "people/ada/", "issues/bridge/", "2026-02-01/"} < set(listed)
    assert "https://other.example/" == build(folder, Wanted(site, "https://other.example"), cache=cache).base


def test_what_the_data_no_longer_has_goes_and_the_rest_stays(
    folder: Folder, cache: Path, tmp_path: Path
) -> None:
    """
    {"kind":"person","id":"ada"} {"kind":"person","id":"bo"}
    {"kind":"issue","id":"bridge","panel":["ada"]}
    {"kind":"silence","actors":["ada"],"date":"2026-01-20"}
    {"kind":"silence","id":"later","actors":["ada"],"date":"2026-01-22","recorded":"2026-02-03"}
    {"kind":"silence","id":"last","actors":["ada"],"date":"2026-01-23","recorded":"2026-02-05"}
    """
    site = tmp_path / "site"
    build(folder, Wanted(site), cache=cache)
    (site / "CNAME").write_text("example.org")
    assert (site / "2026-02-03" / "people" / "bo" / "index.html").exists()
    file = folder.path / "all.jsonl"
    kept = [line for line in file.read_text().split("\n") if '"bo"' not in line and '"later"' not in line]
    file.write_text("\n".join(kept))
    told = build(folder, Wanted(site), cache=cache)

    assert told.files["removed"] > 6
    assert {"", "2026-02-01", "2026-02-05"} == set(trees(site))
    assert [] == list(site.rglob("bo"))
    assert (site / "CNAME").exists()
    assert [] == list(astray(site))


def test_a_dataset_with_nothing_recorded_has_no_edition(folder: Folder, cache: Path, tmp_path: Path) -> None:
    """{"kind":"person","id":"ada"}"""
    with pytest.raises(UsageError, match="nothing is recorded"):
        build(folder, Wanted(tmp_path / "site"), cache=cache)
    assert not (tmp_path / "site").exists()


def test_a_run_that_was_interrupted_leaves_whole_files_and_can_be_run_again(
    folder: Folder, tmp_path: Path
) -> None:
    site = tmp_path / "site"

    def interrupt(what: str, done: int, total: int) -> None:
        if "edition 2" in what and done == 4:
            raise KeyboardInterrupt

    build(folder, Wanted(tmp_path / "whole"), cache=tmp_path)
    whole = contents(tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        build(folder, Wanted(site), on_progress=interrupt, cache=tmp_path)
    cut = {name: text for name, text in contents(site).items() if NAME not in name}
    assert 20 < len(cut) < len(whole)
    assert cut.items() <= whole.items()

    build(folder, Wanted(site), cache=tmp_path)
    assert whole == contents(site)


def test_a_dry_run_makes_every_page_says_how_far_it_is_and_writes_none(
    folder: Folder, tmp_path: Path
) -> None:
    changes: list[tuple[Change, Path]] = []
    seen: list[tuple[str, int, int]] = []
    site = tmp_path / "site"
    built = build(
        folder,
        Wanted(site, dry_run=True),
        on_change=lambda *change: changes.append(change),
        on_progress=lambda *far: seen.append(far),
        cache=tmp_path / "cache",
    )

    assert {"new"} == set(built.files)
    assert not site.exists()
    assert ("edition 1 of 2: pages", 0) == seen[0][:2]
    assert "edition 2 of 2: pages" == seen[-1][0]
    assert all(done < total for _, done, total in seen)
    build(folder, Wanted(site), cache=tmp_path / "cache")
    assert {name for name in contents(site) if NAME not in name} == {
        path.relative_to(site).as_posix() for _, path in changes
    }


JUDGING = re.compile(rf"\b(?:{'|'.join(wording.FORBIDDEN)})\b", re.IGNORECASE)
TEMPLATES = Path(stancetracker.__file__).parent / "templates"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.jinja")), ids=lambda path: path.name)
def test_no_template_judges(path: Path) -> None:
    assert [] == JUDGING.findall(path.read_text(encoding="utf-8"))
