"""The address of a site, and those of its pages."""

import pytest

from stancetracker.addons.site.pages import page
from stancetracker.base.errors import UsageError


def test_an_address_ends_in_a_slash() -> None:
    assert "https://example.org/" == page.base("https://example.org")
    assert "http://example.org:8080/a/b/" == page.base("http://example.org:8080/a/b//")


NO_ADDRESSES = (
    *(
        "",
        "example.org",
        "/ledger",
        "ftp://example.org",
        "javascript:alert(1)",
        "https://",
        "https://[",
    ),
    *("https://user@example.org", "https://example.org:99999"),
    *(f"https://example.org/{suffix}" for suffix in ("?a=b", "#a", "?", "a b", '"', "<", "\n")),
)


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_an_address_that_no_site_can_have_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="not a site's address"):
        page.base(address)


@pytest.mark.parametrize("id", ["..", "a/b", "A", "a\n", "a_b", "-a"])
def test_only_an_id_names_a_folder(id: str) -> None:
    assert "people/ada/" == page.address("person", "ada")
    with pytest.raises(AssertionError):
        page.address("person", id)
