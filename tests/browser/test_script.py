"""The one script of pages: it finds, sorts, compares, goes back to a day, and keeps the view."""

from pathlib import Path

import pytest
from tests.browser import sites
from tests.browser.conftest import ByName, Look
from tests.browser.looking import WIDE, Seen, View, violations

MOST_BYTES = 6_000


def shown(seen: Seen) -> list[str]:
    """Return the names on the visible rows, in their order."""
    rows = seen.page.locator("[data-n]").filter(visible=True)
    return rows.locator("bdi").nth(0).all_inner_texts() and [
        row.locator("bdi").first.inner_text() for row in rows.all()
    ]


def find(seen: Seen, text: str) -> None:
    seen.page.get_by_role("searchbox", name="Name").fill(text)


@pytest.fixture
def issue(site: ByName) -> Path:
    return sites.page(site("bridges"), "issue")


def test_the_script_is_small_and_the_policy_names_it(look: Look, issue: Path) -> None:
    text = issue.read_text("utf-8")
    script = text.split("<script>")[1].split("</script>")[0]
    seen = look(issue)

    assert len(script.encode()) <= MOST_BYTES
    assert "script-src 'sha256-" in text
    assert seen.page.get_by_role("search").is_visible()
    assert [] == seen.messages


def test_a_name_is_found_as_it_is_typed_and_no_heading_stands_over_nothing(
    look: Look, issue: Path
) -> None:
    seen = look(issue)
    everybody = shown(seen)
    find(seen, "Áda")

    assert ["Ada"] == shown(seen)
    assert f"1 of {len(everybody)} shown" == seen.page.locator(".tools output").first.inner_text()
    assert 1 == seen.page.locator(".wall h2").filter(visible=True).count()


def test_rows_are_sorted_under_their_own_headings(look: Look, issue: Path) -> None:
    seen = look(issue)
    before = {
        group.locator("h2").inner_text(): group.locator(".row").count()
        for group in seen.page.locator(".group").all()
    }
    seen.page.get_by_label("Order").select_option("name")
    first = seen.page.locator(".group").first
    names = first.locator(".row .who > a").all_inner_texts()
    after = {
        group.locator("h2").inner_text(): group.locator(".row").count()
        for group in seen.page.locator(".group").all()
    }

    assert before == after
    assert names == sorted(names)


def test_each_box_to_compare_says_whom_it_is_of(look: Look, issue: Path) -> None:
    rows = look(issue).page.locator("[data-n]").all()
    names = [row.locator("bdi").first.inner_text() for row in rows]

    assert names == [row.get_by_label("compare").get_attribute("title") for row in rows]


def test_two_are_compared_and_the_view_stands_in_the_address(look: Look, issue: Path) -> None:
    seen = look(issue)
    for name in ("Ada", "Bo"):
        row = seen.page.locator(".row").filter(has=seen.page.get_by_role("link", name=name))
        row.get_by_label("compare").check()
    address = seen.page.url
    again = look(address)

    assert address.endswith("#pick=ada+bo")
    assert ["Ada", "Bo"] == sorted(shown(seen)) == sorted(shown(again))


def test_on_a_day_before_nobody_stands_under_the_heading_of_another_day(
    look: Look, site: ByName
) -> None:
    """What the slider shows of a day is what the page of that day says."""
    issue = sites.page(site("bridges"), "issue")
    seen = look(issue)
    slider = seen.page.get_by_label("Day", exact=True)
    slider.focus()
    slider.press("Home")
    slider.press("ArrowRight")
    then = seen.page.locator("#then")
    day = then.locator("a").first
    [file] = [issue.parent / str(day.get_attribute("href"))]
    unchecked = then.locator("ul[data-s=unchecked] li").all_inner_texts()
    page = look(file)

    assert not seen.page.locator(".wall").first.is_visible()
    assert f"day={file.parent.name}" in seen.page.url
    assert str(len(unchecked)) in page.page.locator("main").inner_text()
    seen.page.get_by_role("button", name="Show all").click()
    seen.page.locator(".wall").first.wait_for(state="visible")


def people_on_the_day(seen: Seen) -> list[str]:
    return seen.page.locator("#then li bdi").all_inner_texts()


def test_on_an_earlier_day_a_filter_shows_those_of_that_day(look: Look, issue: Path) -> None:
    everybody = look(f"{issue.as_uri()}#day=2026-01-12")
    unchecked = everybody.page.locator("ul[data-s=unchecked] li").filter(visible=True)
    then_unchecked = unchecked.locator("bdi").all_inner_texts()
    seen = look(f"{issue.as_uri()}#day=2026-01-12&show=s-unchecked")
    label = seen.page.locator("label[for=s-unchecked]").inner_text()
    nobody = look(f"{issue.as_uri()}#day=2026-01-12&show=k-mixed")

    assert then_unchecked
    assert then_unchecked == people_on_the_day(seen)
    assert f"never looked for {len(then_unchecked)}" == label
    assert f"{len(then_unchecked)} of" in seen.page.locator(".tools output").first.inner_text()
    assert [] == people_on_the_day(nobody)


def test_an_earlier_day_has_its_own_headline_and_no_bar(look: Look, issue: Path) -> None:
    seen = look(issue)
    today = seen.page.locator("h1").inner_html()
    labels = seen.page.locator(".filter label").all_inner_texts()
    seen.page.evaluate("location.hash = 'day=2026-01-12'")
    seen.page.locator("#then").wait_for()
    headline = seen.page.locator("h1").inner_text()
    has_bar = seen.page.locator(".split").is_visible()
    seen.page.get_by_role("button", name="Show all").click()
    seen.page.locator(".split").wait_for()

    assert headline.startswith("As of 12 January 2026: ")
    assert not has_bar
    assert today == seen.page.locator("h1").inner_html()
    assert labels == seen.page.locator(".filter label").all_inner_texts()


def test_an_earlier_day_is_in_the_chosen_order(look: Look, issue: Path) -> None:
    seen = look(f"{issue.as_uri()}#day=2026-01-12&sort=name")
    names = seen.page.locator("#then ul:visible").first.locator("bdi").all_inner_texts()

    assert names == sorted(names)
    assert len(names) > 1


def test_a_person_is_found_in_the_list_of_people(look: Look, site: ByName) -> None:
    seen = look(sites.page(site("bridges"), "people"))
    find(seen, "ida")

    assert ["Ida"] == shown(seen)


def test_without_script_the_page_is_whole(browser: object, issue: Path) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(issue.as_uri())

    assert page.locator(".row").first.is_visible()
    assert not page.locator(".tools").count()
    context.close()


@pytest.mark.parametrize("view", [WIDE, View(390, "dark")], ids=str)
def test_axe_finds_nothing_in_the_tools(look: Look, issue: Path, view: View) -> None:
    seen = look(issue, view)
    find(seen, "a")

    assert [] == violations(seen)
