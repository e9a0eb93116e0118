"""A whole site: its pages, links and days, the same at each build."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.addons.site.pages.sites import astray, parse_page, text
from tests.addons.site.pages.sites import site as build_site
from tests.datasets import SHIPPED, Line, complete, write
from tests.faults.injection import everything

from stancetracker.addons.site.pages.site import build
from stancetracker.addons.site.pages.tree import NAME
from stancetracker.base.errors import MissingLibraryError, UsageError
from stancetracker.ledger.folder import Folder

SiteOf = Callable[[Folder], Path]
SMALL = Folder(Path(__file__).parents[3] / "cli" / "data")
SHIPPED_IF_SLOW = pytest.mark.parametrize(
    "folder", [SMALL, pytest.param(SHIPPED, marks=pytest.mark.slow)]
)


@pytest.fixture(scope="module")
def site_of(tmp_path_factory: pytest.TempPathFactory) -> SiteOf:
    """Return a function that builds the site of each dataset once."""
    root = tmp_path_factory.mktemp("sites")
    sites: dict[Folder, Path] = {}

    def make(folder: Folder) -> Path:
        if folder not in sites:
            sites[folder] = root / f"site-{len(sites)}"
            build(folder, sites[folder], cache=root / "cache")
        return sites[folder]

    return make


@SHIPPED_IF_SLOW
def test_every_link_leads_somewhere_no_id_is_double_and_nothing_runs(
    site_of: SiteOf, folder: Folder
) -> None:
    assert [] == list(astray(site_of(folder)))
    for path in site_of(folder).rglob("*.html"):
        page = parse_page(path)
        assert sorted(set(page.ids)) == sorted(page.ids), path
        assert {"iframe", "object", "embed", "img", "form", "base"}.isdisjoint(page.tags), path
    for path in site_of(folder).rglob("*.svg"):
        ElementTree.parse(path)


def test_every_issue_actor_source_record_and_day_has_a_page(site_of: SiteOf) -> None:
    pages = "issues/bridge issues/toll issues/bridge/embed people/ada organizations/acme r/ada-2 r/look-old"

    for page in (*pages.split(), "issues/bridge/2026-01-13"):
        assert (site_of(SMALL) / page / "index.html").is_file(), page
    for picture in ("card", "many", "stand", "when", "spread"):
        assert (site_of(SMALL) / "issues" / "bridge" / f"{picture}.svg").is_file(), picture


@SHIPPED_IF_SLOW
def test_each_issue_has_the_same_rows_as_json_and_csv(site_of: SiteOf, folder: Folder) -> None:
    paths = [*(site_of(folder) / "issues").glob("*/index.json")]

    assert paths
    for path in paths:
        as_json: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        with path.with_suffix(".csv").open(encoding="utf-8", newline="") as opened:
            as_csv = list(csv.DictReader(opened))
        assert [list(row) for row in as_json] == [list(row) for row in as_csv]
        assert [row["actor"] for row in as_json] == [row["actor"] for row in as_csv]


@SHIPPED_IF_SLOW
def test_building_a_site_again_changes_no_file(
    site_of: SiteOf, folder: Folder, tmp_path: Path
) -> None:
    site = site_of(folder)
    before = {path: path.stat() for path in site.rglob("*")}
    again = build(folder, site, cache=tmp_path)
    build(folder, tmp_path / "other", cache=tmp_path)

    assert {"unchanged"} == set(again.files)
    for path, state in before.items():
        now = path.stat()
        assert (state.st_ino, state.st_mtime_ns) == (now.st_ino, now.st_mtime_ns), path
    assert everything(site) == everything(tmp_path / "other")


def test_the_page_of_a_day_has_its_standings_and_what_the_ledger_knew(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "event", "id": "vote", "title": "The vote", "date": "2026-01-10", "trigger": true}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-12", "stance": "favor",
     "recorded": "2026-01-13"}
    {"kind": "statement", "id": "b", "speaker": "bo", "date": "2026-01-12", "stance": "against",
     "recorded": "2026-02-01"}
    """
    bridge = build_site(folder) / "issues" / "bridge"
    days = {path.parent.name: text(path.read_text()) for path in bridge.glob("2*/index.html")}

    assert ["2026-01-10", "2026-01-12", "2026-01-13", "2026-02-01"] == sorted(days)
    assert "2 of 2 people were never looked for" in days["2026-01-10"]
    assert "Trigger: The vote" in days["2026-01-10"]
    assert (
        "2 of 2 are on record (1 against the proposition, 1 for the proposition)"
        in days["2026-01-12"]
    )
    assert "that day itself the ledger knew this: 1 of 2 is on record" in days["2026-01-13"]
    assert "On that day the ledger held nothing yet." in days["2026-01-12"]


def test_every_link_of_the_feed_leads_to_a_page(site_of: SiteOf) -> None:
    site = site_of(SMALL)
    root = ElementTree.parse(site / "feed.xml").getroot()
    links = [link.attrib["href"] for link in root.iter("{http://www.w3.org/2005/Atom}link")]

    assert {"feed.xml", "CITATION.cff", NAME, "index.html"} == {
        path.name for path in site.iterdir() if path.is_file()
    }
    assert 5 < len(links) == len(set(links))
    assert all((site / link).is_file() for link in links)


def test_with_an_address_the_feed_has_whole_links_and_the_sitemap_all_pages(
    folder: Folder,
) -> None:
    """
    {"kind":"dataset","url":"https://example.org/ledger"} {"kind":"person","id":"ada"}
    {"kind":"issue","id":"bridge","panel":["ada"]}
    {"kind":"silence","id":"l","actors":["ada"],"date":"2026-01-20"}
    """
    site = build_site(folder)
    listed = re.findall(
        "<loc>https://example.org/ledger/(.*)</loc>", (site / "sitemap.xml").read_text()
    )
    links = re.findall('href="(.*?)"', (site / "feed.xml").read_text())

    assert {"", "people/ada/", "issues/bridge/", "issues/bridge/2026-01-20/", "r/l/"} < set(listed)
    assert any(link.startswith("https://example.org/ledger/issues/bridge/") for link in links)
    assert all(link.startswith("https:") for link in links)


def test_the_card_of_a_person_has_their_words_or_their_silence(
    folder: Folder, tmp_path: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-12", "stance": "favor", "quote": "Yes.",
     "wording": "verbatim", "language": "en"}
    {"kind": "silence", "actors": ["bo"], "date": "2026-01-20"}
    """
    pytest.importorskip("cairosvg")
    build(folder, tmp_path / "site", cards=True, cache=tmp_path)
    ada, bo = ((tmp_path / "site" / "people" / id / "card.svg").read_text() for id in ("ada", "bo"))

    assert "“Yes.”" in ada
    assert ">for the proposition, 12 Jan 2026</text>" in ada
    assert ">none found up to 20 Jan 2026</text>" in bo


def test_before_anything_is_recorded_a_panel_is_unchecked(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada", "name": "Ada"} {"kind": "person", "id": "bo", "name": "Bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    """
    page = text((build_site(folder) / "issues/bridge/index.html").read_text())

    assert "2 never looked for" in page
    assert "nothing recorded" in page


def test_an_issue_that_holds_nobody_has_no_page(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "tunnel"}
    """
    site = build_site(folder)

    assert (site / "issues/bridge").is_dir()
    assert not (site / "issues/tunnel").exists()
    assert "tunnel" not in (site / "issues/index.html").read_text()


def test_a_dataset_without_an_issue_has_no_site(
    folder: Folder, cache: Path, tmp_path: Path
) -> None:
    """{"kind":"person","id":"ada"}"""
    with pytest.raises(UsageError, match="holds no issue"):
        build(folder, tmp_path / "site", cache=cache)
    assert not (tmp_path / "site").exists()


def test_an_interrupted_run_leaves_whole_files_and_can_be_run_again(
    site_of: SiteOf, tmp_path: Path
) -> None:
    whole, site = everything(site_of(SMALL)), tmp_path / "site"

    def interrupt(part: str, count: int, total: int) -> None:
        if part == "sources":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(SMALL, site, on_progress=interrupt, cache=tmp_path)
    partial = {name: text for name, text in everything(site).items() if NAME not in name}
    assert 15 < len(partial) < len(whole)
    assert partial.items() <= whole.items()

    build(SMALL, site, cache=tmp_path)
    assert whole == everything(site)


@pytest.mark.parametrize(
    ("contact", "html"),
    [
        ("us@example.org", '<a href="mailto:us@example.org" rel="nofollow noopener">us@example'),
        ("https://example.org/c", '<a href="https://example.org/c" rel="nofollow noopener">http'),
        ("Open an issue", "shown above it. Open an issue. "),
        ("See https://example.org/c.", "shown above it. See https://example.org/c. "),
    ],
)
def test_a_page_links_to_the_contact_if_it_is_an_address(
    tmp_path: Path, contact: str, html: str
) -> None:
    dataset: Line = {"kind": "dataset", "contact": contact, "forms": "https://example.org/forms"}
    silence: Line = {"kind": "silence", "actors": ["ada"], "date": "2026-01-10"}
    others = ({"kind": "issue", "id": "bridge"}, {"kind": "person", "id": "ada"}, silence)
    lines = map(complete, (dataset, *others))
    page = (build_site(write(tmp_path, lines)) / "index.html").read_text(encoding="utf-8")

    assert html in page
    assert '<a href="https://example.org/forms" rel="nofollow noopener">Report something' in page


def test_cards_of_all_need_the_library_that_draws_them(
    folder: Folder, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}"""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(MissingLibraryError, match="--cards needs cairosvg"):
        build(folder, tmp_path / "site", cards=True, cache=cache)
    assert not (tmp_path / "site").exists()


def test_the_card_of_a_claim_has_the_words_and_that_of_a_check_none(
    folder: Folder, tmp_path: Path
) -> None:
    """
    {"kind": "person", "id": "ada", "name": "Ada"} {"kind": "person", "id": "bo", "name": "Bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-12", "stance": "favor",
     "quote": "Yes.", "wording": "excerpt", "language": "en"}
    {"kind": "silence", "id": "s", "actors": ["bo"], "date": "2026-01-20", "basis": "reported",
     "label": "Bo has said nothing."}
    {"kind": "statement", "id": "w", "speaker": "bo", "date": "2026-01-12", "stance": "favor"}
    {"kind": "correction", "corrects": "w"}
    """
    pytest.importorskip("cairosvg")
    build(folder, tmp_path / "site", cards=True, cache=tmp_path)
    claims = tmp_path / "site" / "r"
    said, check = ((claims / id / "card.svg").read_text() for id in ("a", "s"))

    assert "“Yes.”" in said
    assert "Public statement, for the proposition, 12 Jan 2026</text>" in said
    assert ">Excerpt" in said
    assert "No public statement found up to 20 Jan 2026" in check
    assert "Us, in The Example, wrote on 20 Jan 2026: “Bo has said nothing.”" in check
    assert (claims / "a" / "card.png").is_file()
    assert not (claims / "w" / "card.svg").exists()


def test_a_card_that_can_not_be_drawn_right_is_no_picture_and_shared_as_none(
    folder: Folder, tmp_path: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "title": "الجسر", "panel": ["ada"]}
    """
    pytest.importorskip("cairosvg")
    site = build_site(folder, url="https://ledger.example/")
    front, page = ((site / path / "index.html").read_text() for path in ("", "issues/bridge"))

    assert (site / "issues/bridge/card.svg").is_file()
    assert not (site / "issues/bridge/card.png").exists()
    assert "og:image" not in front + page


def test_search_engines_are_kept_from_a_record_that_is_withdrawn(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "right", "speaker": "ada", "date": "2026-01-12", "stance": "favor"}
    {"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-12", "stance": "against"}
    {"kind": "correction", "corrects": "wrong"}
    """
    root = build_site(folder, "https://example.org/")
    noindex = '<meta name="robots" content="noindex">'
    sitemap = (root / "sitemap.xml").read_text("utf-8")

    assert [False, True] == [
        noindex in (root / "r" / id / "index.html").read_text("utf-8") for id in ("right", "wrong")
    ]
    assert [True, False] == [f"/r/{id}/" in sitemap for id in ("right", "wrong")]
