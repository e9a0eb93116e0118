"""`serve` in a real browser: Datasette shows the views with descriptions, facets and names."""

from collections.abc import Iterator

import pytest
from tests.addons.services.serving import served
from tests.browser.conftest import Look
from tests.datasets import SHIPPED

pytest.importorskip("datasette", reason="the extra web has datasette")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("served"), "-d", str(SHIPPED.path)) as server:
        yield server.address


def test_it_says_what_it_is_and_what_it_holds(look: Look, address: str) -> None:
    front = look(address)
    listed = set(look(f"{address}ledger").page.locator("a").all_inner_texts())

    assert "What technology executives said" in front.page.inner_text("h1")
    assert "CC-BY-4.0" in front.page.inner_text("body")
    assert [] == front.messages
    assert {"standing", "statement", "silence", "actor", "issue"} <= listed
    assert not {"statement_record", "meta", "about_column"} & listed
    assert "a row for each actor and issue" in look(f"{address}ledger/standing").page.inner_text(
        "body"
    )


def test_a_facet_leads_to_the_silence_list(look: Look, address: str) -> None:
    seen = look(f"{address}ledger/standing?panel=1&issue=minneapolis-immigration-operations")
    seen.page.click(".facet-results a:text-is('silent')")
    seen.page.wait_for_url("**status=silent**")
    names = seen.page.locator("td.col-name").all_inner_texts()

    assert ["Jeff Bezos", "Mark Zuckerberg", "Sundar Pichai", "Tim Cook"] == sorted(names)
    assert [] == seen.messages
    assert all(asked.startswith(address) for asked in seen.requests)


def test_a_record_goes_by_its_name_where_a_table_names_it(look: Look, address: str) -> None:
    assert "Tim Cook" in look(f"{address}ledger/issue_panel").page.inner_text(
        "table.rows-and-columns"
    )
    page = look(f"{address}ledger/issue_panel_record").page

    assert "Tim Cook" in page.inner_text("table.rows-and-columns")
    page.click("table.rows-and-columns a:text-is('Tim Cook')")
    page.wait_for_url("**/actor/tim-cook")
    assert "Tim Cook" in page.inner_text("body")
