"""Pages can be used by everybody: by eye, by screen reader, on a phone and by keyboard alone."""

from itertools import combinations
from typing import Any

import pytest
from tests.browser import looking, sites
from tests.browser.conftest import ByName, Look
from tests.browser.looking import VIEWS, Seen, View

NARROW = View(320, "light")
PHONE_HEIGHT = 844
WIDTHS = (1280, 390)
DRAWN = ("issue",)


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    sides = (("left", "right"), ("top", "bottom"))
    meet = all(one[low] + 1 < other[high] and other[low] + 1 < one[high] for low, high in sides)
    return bool(one["drawing"] == other["drawing"]) and meet


def unfold(seen: Seen) -> None:
    seen.page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")


def violations(seen: Seen) -> list[str]:
    """Return what axe-core finds on an unfolded page, in both themes."""
    unfold(seen)
    found = looking.violations(seen)
    seen.page.emulate_media(color_scheme="dark")
    return found + looking.violations(seen)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("shipped", kind) for kind in sites.KINDS),
        *(("bridges", kind) for kind in ("front", "issue", "person", "organization")),
        *(("large", kind) for kind in DRAWN),
    ],
)
def test_axe_finds_nothing(look: Look, site: ByName, name: str, kind: str, width: int) -> None:
    assert [] == violations(look(sites.page(site(name), kind), View(width, "light")))


@pytest.mark.parametrize("kind", sites.KINDS)
@pytest.mark.parametrize("name", ["shipped", "bridges", "large", "hostile"])
def test_nothing_reaches_out_of_the_narrowest_window(
    look: Look, site: ByName, name: str, kind: str
) -> None:
    seen = look(sites.page(site(name), kind), NARROW)
    unfold(seen)

    assert [] == seen.run("sticking_out")


@pytest.mark.parametrize("view", VIEWS, ids=str)
@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("name", ["shipped", "bridges", "large"])
def test_all_text_of_a_drawing_stands_out(
    look: Look, site: ByName, name: str, kind: str, view: View
) -> None:
    seen = look(sites.page(site(name), kind), view)
    texts = seen.run("drawn_texts")

    assert texts
    assert [] == looking.faint_texts(seen)


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("name", ["shipped", "bridges", "large"])
def test_no_text_is_cut_off_or_on_another(
    look: Look, site: ByName, name: str, kind: str, width: int
) -> None:
    texts = look(sites.page(site(name), kind), View(width, "light")).run("drawn_texts")

    assert [] == [text["text"] for text in texts if text["out"]]
    assert [] == [
        (one["text"], two["text"]) for one, two in combinations(texts, 2) if overlap(one, two)
    ]


@pytest.mark.parametrize("kind", [kind for kind in sites.KINDS if kind != "embed"])
def test_the_first_tab_skips_to_the_content(look: Look, site: ByName, kind: str) -> None:
    seen = look(sites.page(site("shipped"), kind))
    seen.page.keyboard.press("Tab")
    first = seen.run("focused")
    seen.page.keyboard.press("Enter")
    seen.page.keyboard.press("Tab")

    assert (first["tag"], first["seen"], first["outline"]) == ("a", True, True)
    assert seen.page.evaluate("location.hash") == "#content"
    assert seen.page.evaluate(
        "document.querySelector('main').contains(document.activeElement)"
    ) or (seen.page.locator("main :is(a, input, summary, [tabindex])").count() == 0)


@pytest.mark.parametrize("kind, view", [("front", looking.WIDE), ("issue", View(390, "dark"))])
def test_tab_goes_through_the_page_and_shows_where(
    look: Look, site: ByName, kind: str, view: View
) -> None:
    seen = look(sites.page(site("shipped"), kind), view)
    stops: list[dict[str, Any]] = []
    seen.page.keyboard.press("Tab")
    while (at := seen.run("focused")) and len(stops) < 1000:
        stops.append(at)
        seen.page.keyboard.press("Tab")

    assert 10 < len(stops) < 1000
    assert [] == [at["words"] for at in stops if not (at["seen"] and at["outline"])]


@pytest.mark.parametrize("kind", ["front", "issue"])
def test_the_first_words_stand_on_the_first_screen_of_a_phone(
    look: Look, site: ByName, kind: str
) -> None:
    words = look(sites.page(site("shipped"), kind), View(390, "light")).page.locator(".row .words")

    box = words.first.bounding_box()

    assert box
    assert box["y"] + box["height"] <= PHONE_HEIGHT
