"""The filter of an issue's page works without scripts, by mouse and keyboard, and agrees with `list`."""

from pathlib import Path
from typing import Any

import pytest
from tests.browser import sites
from tests.browser.conftest import ByName, Look
from tests.browser.looking import WIDE, Seen, View

from stancetracker import load


def shown(seen: Seen) -> list[str]:
    """Return the names on the visible rows of the wall."""
    return sorted(
        seen.page.locator(".group .row").filter(visible=True).locator(".who a").all_inner_texts()
    )


def empty_headings(seen: Seen) -> list[str]:
    """Return the visible headings of the wall that stand over no visible row."""
    groups = seen.page.locator(".wall h2").filter(visible=True).locator("..").all()
    return [
        group.locator("h2").inner_text()
        for group in groups
        if group.locator(".row").filter(visible=True).count() == 0
    ]


def listed(cache: Path, data: Path, page: Path, **filters: Any) -> list[str]:
    """Return the names that `list` gives for the page's issue as of its last day."""
    day = max(path.name for path in page.parent.glob("2*"))
    rows = load(data, cache).standings(issue=page.parent.name, as_of=day, known_by=day, **filters)
    return sorted(row.name for row in rows)


@pytest.fixture(params=["shipped", "bridges"])
def issue(request: pytest.FixtureRequest, data: ByName, site: ByName) -> tuple[Path, Path]:
    """Return a dataset and the page of its issue."""
    return data(request.param), sites.page(site(request.param), "issue")


@pytest.mark.parametrize("view", [WIDE, View(390, "dark")], ids=str)
def test_by_mouse_a_choice_shows_as_many_as_it_says(
    look: Look, issue: tuple[Path, Path], view: View
) -> None:
    seen = look(issue[1], view)
    everybody = shown(seen)
    for summary in seen.page.locator(".bar summary").all():
        summary.click()
    for group in seen.page.locator(".filter").all():
        for label in reversed(group.locator("label").all()):
            label.click()

            assert label.inner_text().split()[-1] == str(len(shown(seen)))
            assert [] == empty_headings(seen)
    seen.page.locator("label[for=all]").click()

    assert everybody == shown(seen)
    assert [] == seen.messages


def test_by_keyboard_each_shows_what_is_listed(
    look: Look, issue: tuple[Path, Path], cache: Path
) -> None:
    data, page = issue
    seen = look(page)
    while not seen.page.evaluate("document.activeElement.matches('#all')"):
        seen.page.keyboard.press("Tab")
        assert seen.run("focused"), "no Tab leads to the filter"
    found = {}
    for _ in range(seen.page.locator("fieldset").first.locator("input").count()):
        found[seen.page.evaluate("document.activeElement.id")] = shown(seen)
        seen.page.keyboard.press("ArrowRight")

    assert listed(cache, data, page) == found.pop("all")
    assert {"s-spoke", "s-silent", "r-private"} <= set(found)
    for choice, names in found.items():
        key, _, word = choice.partition("-")
        asked = {
            "s": {"status": word},
            "k": {"status": "spoke", "stance": word},
            "r": {"private": True},
        }
        assert names == listed(cache, data, page, **asked[key]), choice
