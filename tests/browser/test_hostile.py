"""Hostile texts are shown as text: nothing runs, loads, hides or moves."""

import json
import re
from pathlib import Path

import pytest
from tests.browser import datasets, sites
from tests.browser.conftest import ByName, Look
from tests.datasets import write


def test_the_hostile_dataset_passes_what_the_ledger_asks(data: ByName, tmp_path: Path) -> None:
    assert sites.run(tmp_path, "check", "-d", str(data("hostile"))).returncode == 0


@pytest.mark.parametrize("kind", sites.KINDS)
def test_nothing_in_it_runs_loads_or_hides(look: Look, site: ByName, kind: str) -> None:
    page = sites.page(site("hostile"), kind)
    seen = look(page)
    for link in seen.page.locator("main a, main label, main summary").all()[:40]:
        link.dispatch_event("mouseover")

    assert [page.as_uri()] == seen.asked
    assert [] == seen.said
    assert seen.page.evaluate("window.__hit") is None
    assert (
        seen.page.locator(
            "script:not([type='application/ld+json']), iframe, img, base, meta[http-equiv=refresh], main style"
        ).count()
        == 0
    )
    assert seen.page.locator("main, footer, header.top").filter(visible=True).count() == (
        1 if kind == "embed" else 3
    )


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
    links = page.evaluate("[...document.querySelectorAll('main a')].map(link => [link.protocol, link.host])")

    assert {(protocol, host) for protocol, host in links} <= {("file:", ""), ("https:", "example.org")}


def test_the_filter_holds_against_people_named_like_its_parts(look: Look, site: ByName) -> None:
    seen = look(sites.page(site("hostile"), "issue"))
    seen.page.locator("label[for=s-silent]").click()
    shown = seen.page.locator(".row").filter(visible=True).locator(".who a").all_text_contents()

    assert {datasets.LONG, "Of show-silent", "Of m-against"} == set(shown)


@pytest.mark.slow
@pytest.mark.parametrize(
    "url", [f"javascript:{datasets.HIT}", "data:text/html,x", "//example.org/", 'https://a/">']
)
def test_an_address_that_could_run_never_becomes_a_page(tmp_path: Path, url: str) -> None:
    lines = datasets.bridges()
    lines[-1]["sources"] = [{"url": url, "tier": "primary"}]
    data = write(tmp_path / "data", lines)
    made = sites.run(tmp_path, "site", str(tmp_path / "site"), "-d", str(data.path))

    assert made.returncode == 3
    assert "invalid-url" in made.stderr
    assert not list(tmp_path.glob("site/**/*"))


def test_what_reorders_or_colours_text_is_refused_and_shown_as_escapes(look: Look, tmp_path: Path) -> None:
    lines = datasets.bridges()
    for line in lines:
        if line.get("speaker") == "ada":
            line.update(quote=datasets.CONTROLS, wording="verbatim", language="en")
    data = write(tmp_path / "data", lines).path
    refused = sites.run(tmp_path, "check", "-d", str(data), "-f", "json")
    made = sites.make(data, tmp_path)
    seen = look(sites.page(made, "issue"))
    escaped = r"\u202egnp.exe\u202c \u2066x\u2069 ^[[31mred^G \u009b0m"

    assert refused.returncode == 1
    assert {"bidi-control", "control-character"} <= {found["code"] for found in json.loads(refused.stdout)}
    assert escaped in (seen.page.locator("main").text_content() or "")
    assert not set("\u202e\u2066\x1b\x9b") & set(sites.text_of(sites.pages(made)))
