"""Links to forms that are filled in."""

import pytest

from stancetracker.base.forms import STATEMENT, form_link

PAGE = "https://github.com/us/bridges/issues/new"


@pytest.mark.parametrize("forms", [PAGE, f"{PAGE}/choose", f"{PAGE}/"])
def test_a_form_of_github_is_filled_in_with_what_is_known(forms: str) -> None:
    assert f"{PAGE}?template=statement.yml&issue=bridge&speaker=ada" == form_link(
        forms, STATEMENT, issue="bridge", speaker="ada"
    )


def test_a_text_of_a_link_is_data_in_it() -> None:
    words = "a&template=evil.yml#x\n“é”"

    assert form_link(PAGE, STATEMENT, words=words).endswith(
        "&words=a%26template%3Devil.yml%23x%0A%E2%80%9C%C3%A9%E2%80%9D"
    )


@pytest.mark.parametrize(
    "forms", ["https://example.org/form", f"{PAGE}?template=x.yml", "https://example.org/new"]
)
def test_another_address_is_linked_as_it_stands(forms: str) -> None:
    assert forms == form_link(forms, STATEMENT, issue="bridge")
