"""Hostile texts are shown as text: nothing runs, loads, hides or moves."""

import re
from pathlib import Path

import pytest
from tests.browser import datasets, sites
from tests.browser.conftest import ByName, Look

import stancetracker
from stancetracker.contribute.check import check
from stancetracker.ledger.folder import Folder

TEMPLATES = Path(stancetracker.__file__).parent / "addons" / "site" / "templates"
SCRIPT = (TEMPLATES / "page.js").read_text("utf-8").replace("\n\n", "\n").rstrip()


def test_the_hostile_dataset_passes_what_the_ledger_asks(data: ByName) -> None:
    assert not check(Folder(data("hostile")), "2026-12-01").fails(strict=False)


@pytest.mark.parametrize("kind", sites.KINDS)
def test_nothing_in_it_runs_loads_or_hides(look: Look, site: ByName, kind: str) -> None:
    page = sites.page(site("hostile"), kind)
    seen = look(page)
    for link in seen.page.locator("main a, main label, main summary").all()[:40]:
        link.dispatch_event("mouseover")

    assert [page.as_uri()] == seen.requests
    assert [] == seen.messages
    assert seen.page.evaluate("window.__hit") is None
    scripts = seen.page.locator("script:not([type])").all_text_contents()
    assert [script.rstrip() for script in scripts] in ([], [SCRIPT])
    bad = "script[type]:not([type='application/ld+json'], #day-data), iframe, img, base, meta[http-equiv=refresh], main style"
    assert seen.page.locator(bad).count() == 0
    parts = seen.page.locator("main, footer, header.top").filter(visible=True)
    assert parts.count() == (1 if kind == "embed" else 3)


def test_its_words_stand_as_they_were_sent(look: Look, site: ByName) -> None:
    seen = look(sites.page(site("hostile"), "issue"))
    names = seen.page.locator(".row .who a").all_text_contents()
    quotes = seen.page.locator("blockquote").all_text_contents()
    for page in (site("hostile") / "r").glob("*/index.html"):
        quotes += look(page).page.locator("blockquote").all_text_contents()

    assert {*datasets.MARKUP, datasets.LONG} <= set(names)
    bare = {re.sub(r"^“|”( \([^)]*\))?$", "", quote.strip()) for quote in quotes}
    assert {*datasets.MARKUP, *datasets.SCRIPTURES} <= bare


@pytest.mark.parametrize("kind", ["issue", "source"])
def test_no_link_of_it_leads_anywhere_but_the_web(look: Look, site: ByName, kind: str) -> None:
    page = look(sites.page(site("hostile"), kind)).page
    links = page.evaluate(
        "[...document.querySelectorAll('main a')]"
        ".map(link => new URL(link.getAttribute('href'), document.baseURI))"
        ".map(address => [address.protocol, address.host])"
    )

    assert {(protocol, host) for protocol, host in links} <= {
        ("file:", ""),
        ("https:", "example.org"),
    }


def test_the_filter_holds_against_people_named_like_its_parts(look: Look, site: ByName) -> None:
    seen = look(sites.page(site("hostile"), "issue"))
    seen.page.locator("label[for=s-silent]").click()
    shown = seen.page.locator(".row").filter(visible=True).locator(".who a").all_text_contents()

    assert {datasets.LONG, "Of show-silent", "Of m-against"} == set(shown)
