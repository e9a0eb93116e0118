"""Pages load from a server and from a folder, and request nothing but themselves."""

import pytest
from tests.browser import sites
from tests.browser.conftest import ByName, Look


@pytest.mark.parametrize("kind", sites.KINDS)
def test_a_page_asks_a_server_for_itself_alone_without_complaint(
    look: Look, site: ByName, kind: str
) -> None:
    path = sites.page(site("shipped"), kind).relative_to(site("shipped")).as_posix()
    with sites.served(site("shipped")) as address:
        seen = look(f"{address}/{path}")

        assert [f"{address}/{path}"] == seen.requests
        assert [] == seen.messages
        assert seen.page.locator("h1").count() == 1


@pytest.mark.parametrize("name", ["shipped", "bridges"])
@pytest.mark.parametrize("kind", sites.KINDS)
def test_a_page_needs_no_server(look: Look, site: ByName, name: str, kind: str) -> None:
    page = sites.page(site(name), kind)
    seen = look(page)

    assert [page.as_uri()] == seen.requests
    assert [] == seen.messages
    assert seen.page.evaluate("document.styleSheets.length") == 1


def test_a_way_from_page_to_page_works_by_click(look: Look, site: ByName) -> None:
    """Walk from the front page to the issue, a person, a source and home again."""
    seen = look(sites.page(site("shipped"), "front"))
    seen.page.locator(".more a").click()
    issue = seen.page.locator("h1").inner_text()
    seen.page.locator(".row .who a").first.click()
    person = seen.page.locator("h1").inner_text()
    seen.page.locator(".entry .fine a[href*='sources/']").first.click()
    source = seen.page.url
    seen.page.locator("a.home").click()

    assert issue
    assert person
    assert "/sources/" in source
    assert sites.page(site("shipped"), "front").as_uri() == seen.page.url
    assert [] == seen.messages
