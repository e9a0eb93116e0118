"""A citation in each style; no text that is cited can break out of any of them."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render.sample import HOSTILE, UNSAFE

from stancetracker.reports.bibliography import Citation, Edition, Styles, styled

EDITION = Edition.of_dataset("Bridges", "abc", "as of 1 Feb 2026")
CITED = Citation(
    key="s",
    kind="statement",
    record="s",
    issue="bridge",
    is_ours=False,
    title="Yes & no",
    sentence="Public statement by Ada, for the proposition",
    date="2026-01-10/2026-01-12",
    source="https://example.org/a_b%20c#d",
    archive_url="https://archive.org/1",
    retrieved="2026-01-20",
    via="The Example",
)
OURS = replace(CITED, is_ours=True, home="https://bridges.example/")
# The fields and types of csl-data.json that are used here.
TYPES = set(
    "article-newspaper dataset document interview personal_communication post speech webpage".split()
)
FIELDS = {
    *"id type title container-title publisher genre language version URL archive_location note".split()
}
CSL_DATES = {"issued", "accessed"}


def parsed(entry: str) -> dict[str, str]:
    """The fields of a BibTeX entry, read as BibTeX does: a value goes on until its brace is closed."""
    head = re.match(r"@misc\{([a-z0-9-]+),\n", entry)
    assert head is not None
    fields, at = {"key": head[1]}, head.end()
    while entry[at:] != "}":
        name = re.match(r"  ([a-z]+) = \{", entry[at:])
        assert name is not None, entry[at:]
        start = at = at + name.end()
        depth = 1
        while depth:
            depth += {"{": 1, "}": -1}.get(entry[at], 0)
            at += 1
        fields[name[1]] = entry[start : at - 1]
        assert entry[at : at + 2] == ",\n"
        at += 2
    return fields


def check_csl(text: str) -> dict[str, Any]:
    """The one item of a CSL-JSON array, valid by the schema's types."""
    item: dict[str, Any]
    [item] = json.loads(text)
    assert item["type"] in TYPES
    for name, value in item.items():
        if name == "author":
            check_authors(value)
        elif name in CSL_DATES:
            check_date(value)
        else:
            assert name in FIELDS
            assert isinstance(value, str)
    return item


def check_authors(authors: list[dict[str, Any]]) -> None:
    for author in authors:
        assert set(author) in ({"literal"}, {"family", "given"})
        assert all(isinstance(part, str) for part in author.values())


def check_date(value: dict[str, Any]) -> None:
    [(name, days)] = value.items()
    assert name == "date-parts"
    assert 1 <= len(days) <= 2
    for day in days:
        assert 1 <= len(day) <= 3
        assert all(type(number) is int for number in day)


def bibtex(cited: Citation) -> dict[str, str]:
    return parsed(styled(cited, EDITION).bibtex)


def csl(cited: Citation) -> dict[str, Any]:
    return check_csl(styled(cited, EDITION).csl_json)


def test_a_sentence_ends_with_what_was_known_when() -> None:
    edition = Edition.of_dataset("Bridges", "abc", "as of 1 Feb 2026, as known on 31 Jan 2026")

    assert styled(CITED, edition).text.endswith(
        "s, stancetracker data abc, as of 1 Feb 2026, as known on 31 Jan 2026."
    )


def test_a_source_without_an_address_stands_in_the_note_after_a_withdrawal() -> None:
    fields = bibtex(replace(CITED, source="Gazette, p. 3", sentence="Yes & no", mark="withdrawn"))

    assert "url" not in fields
    assert fields["note"].startswith(
        "withdrawn; Gazette, p. 3; archived at https://archive.org/1; record s"
    )


def test_of_words_of_others_the_page_is_cited_with_its_archived_copy_and_the_day_it_was_read() -> (
    None
):
    assert {
        "accessed": {"date-parts": [[2026, 1, 20]]},
        "archive_location": "https://archive.org/1",
        "note": (
            "Public statement by Ada, for the proposition; archived at https://archive.org/1; record s; Bridges;"
            " stancetracker data abc, as of 1 Feb 2026"
        ),
    }.items() <= csl(CITED).items()


def test_bibtex_has_no_date_with_an_open_start() -> None:
    assert {"date", "year"}.isdisjoint(bibtex(replace(CITED, date="../2026-01-10")))


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        ("2026", [[2026]]),
        ("2026-01", [[2026, 1]]),
        ("../2026-01-26", [[2026, 1, 26]]),
        ("2025-12/2026-01-26", [[2025, 12], [2026, 1, 26]]),
    ],
)
def test_a_date_is_no_more_exact_than_it_is(date: str, parts: list[list[int]]) -> None:
    assert csl(replace(CITED, date=date))["issued"] == {"date-parts": parts}


def test_what_the_ledger_says_names_its_source_in_the_note_alone() -> None:
    item = csl(OURS)

    assert not {"urldate", "accessed", "archive_location"} & {*bibtex(OURS), *item}
    assert (
        "Public statement by Ada, for the proposition; The Example, https://example.org/a_b%20c#d, archived at"
        " https://archive.org/1, retrieved 20 Jan 2026; record s; stancetracker data abc, as of 1 Feb 2026"
    ) == item["note"]


@pytest.mark.parametrize(
    ("sort_name", "csl_name", "bibtex_name"),
    [
        (None, {"literal": "Ada de Vries"}, "{Ada de Vries}"),
        ("de Vries, Ada", {"family": "de Vries", "given": "Ada"}, "{de Vries}, Ada"),
        ("Vries, Ada", {"family": "Vries", "given": "Ada"}, "Vries, Ada"),
        ("Vries", {"literal": "Ada de Vries"}, "{Ada de Vries}"),
        ("Vries, Ada, Jr.", {"literal": "Ada de Vries"}, "{Ada de Vries}"),
        ("Vries, ", {"literal": "Ada de Vries"}, "{Ada de Vries}"),
    ],
)
def test_a_name_is_taken_apart_by_its_sort_name_alone(
    sort_name: str | None, csl_name: dict[str, str], bibtex_name: str
) -> None:
    cited = replace(CITED, author="Ada de Vries", sort_name=sort_name)

    assert [csl_name] == csl(cited)["author"]
    assert bibtex_name == bibtex(cited)["author"]


TEXTS = "author sort_name title publisher genre via sentence source archive_url mark home".split()


@pytest.mark.parametrize("whose", [CITED, OURS], ids=["theirs", "ours"])
@given(
    text=st.one_of(
        st.sampled_from(HOSTILE), st.text(), st.text(alphabet='{}\\"@%,=\n~^#$&_ http:/')
    )
)
def test_no_text_breaks_out(whose: Citation, text: str) -> None:
    texts: dict[str, Any] = dict.fromkeys(TEXTS, text)
    made: Styles = styled(replace(whose, **texts), EDITION._replace(dataset=text))
    fields = parsed(made.bibtex)

    assert fields["key"] == check_csl(made.csl_json)["id"] == "s"
    assert re.fullmatch(r"\{.*\}", fields["title"])
    assert not UNSAFE.search("".join(made))
    assert "\n" not in made.text


@pytest.mark.parametrize("address", ["https://e.org/}, evil = {", "https://e.org/\\}{"])
def test_an_address_can_not_close_its_field(address: str) -> None:
    fields = bibtex(replace(CITED, source=address))

    assert "evil" not in fields
    assert "{" not in fields["url"]
    assert "}" not in fields["url"]
