"""A citation in each style; no text that is cited can break out of any of them."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render.sample import HOSTILE, UNSAFE

from stancetracker.reports.bibliography import Citation, as_bibtex, as_csl_json, as_text

CITED = Citation(
    dataset="Bridges",
    as_of="2026-02-01",
    known_by=None,
    version="abc",
    key="s",
    kind="statement",
    record="s",
    issue="bridge",
    actor="ada",
    type="speech",
    ours=False,
    genre="speech",
    author="Ada",
    title="Yes & no",
    date="2026-01-10/2026-01-12",
    source="https://example.org/a_b%20c#d",
    archive_url="https://archive.org/1",
    retrieved="2026-01-20",
    publisher="The Example",
    language="en",
    via="The Example",
    sentence="Public statement by Ada, in favor",
)
# The fields and types of csl-data.json that are used here.
CSL_TYPES = set(
    "article-newspaper dataset document interview personal_communication post speech webpage".split()
)
CSL_TEXTS = set(
    "id type title container-title publisher genre language version URL archive_location note".split()
)
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
    [item] = json.loads(text)
    assert item["type"] in CSL_TYPES
    for name, value in item.items():
        if name == "author":
            assert all(set(one) == {"literal"} and isinstance(one["literal"], str) for one in value)
        elif name in CSL_DATES:
            assert set(value) == {"date-parts"}
            assert 1 <= len(value["date-parts"]) <= 2
            assert all(
                1 <= len(part) <= 3 and all(type(n) is int for n in part) for part in value["date-parts"]
            )
        else:
            assert name in CSL_TEXTS
            assert isinstance(value, str)
    found: dict[str, Any] = item
    return found


def test_a_sentence() -> None:
    assert as_text(CITED) == (
        "Public statement by Ada, in favor, The Example, https://example.org/a_b%20c#d, archived at https://archive.org/1,"
        " retrieved 20 Jan 2026, s, stancetracker data abc, as of 1 Feb 2026."
    )
    bare = replace(
        CITED, source=None, via=None, archive_url=None, retrieved=None, record="bridge", known_by="2026-01-31"
    )
    assert as_text(bare) == (
        "Public statement by Ada, in favor, stancetracker data abc, as of 1 Feb 2026, as known on"
        " 31 Jan 2026."
    )


def test_bibtex_without_what_is_not_known() -> None:
    bare = Citation("", "2026-02-01", None, "abc", "k", "tie", title="T", date="../2026-01-10", sentence="T")

    assert parsed(as_bibtex(bare)) == {
        "key": "k",
        "title": "{T}",
        "version": "abc",
        "note": "stancetracker data abc, as of 1 Feb 2026",
    }
    cited = parsed(as_bibtex(replace(bare, source="Gazette, p. 3", mark="withdrawn")))
    assert cited["note"] == "withdrawn; Gazette, p. 3; stancetracker data abc, as of 1 Feb 2026"
    assert "url" not in cited


def test_csl_json() -> None:
    assert check_csl(as_csl_json(CITED)) == {
        "id": "s",
        "type": "speech",
        "title": "Yes & no",
        "author": [{"literal": "Ada"}],
        "issued": {"date-parts": [[2026, 1, 10], [2026, 1, 12]]},
        "accessed": {"date-parts": [[2026, 1, 20]]},
        "publisher": "The Example",
        "genre": "speech",
        "language": "en",
        "version": "abc",
        "URL": "https://example.org/a_b%20c#d",
        "archive_location": "https://archive.org/1",
        "note": (
            "Public statement by Ada, in favor; archived at https://archive.org/1; record s; Bridges;"
            " stancetracker data abc, as of 1 Feb 2026"
        ),
    }


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
    cited = replace(CITED, date=date, retrieved=None, source=None, kind="source")
    item = check_csl(as_csl_json(cited))

    assert item["issued"] == {"date-parts": parts}
    assert not {"accessed", "URL", "container-title"} & set(item)


def test_what_the_ledger_says_has_its_address_and_names_the_source_in_the_note() -> None:
    ours = replace(
        CITED, ours=True, author="Us", title="Ada on “The bridge”", home="https://bridges.example/"
    )
    fields, item = parsed(as_bibtex(ours)), check_csl(as_csl_json(ours))

    assert "https://bridges.example/" == fields["url"] == item["URL"]
    assert "Bridges" == item["container-title"]
    assert not {"urldate", "accessed", "archive_location"} & {*fields, *item}
    assert (
        "Public statement by Ada, in favor; The Example, https://example.org/a_b%20c#d, archived at"
        " https://archive.org/1, retrieved 20 Jan 2026; record s; stancetracker data abc, as of 1 Feb 2026"
    ) == item["note"]
    assert {"url", "URL"}.isdisjoint(
        {*parsed(as_bibtex(replace(ours, home=None))), *check_csl(as_csl_json(replace(ours, home=None)))}
    )


def hostile(text: str) -> Citation:
    texts: Any = dict.fromkeys(
        "author title publisher genre via sentence source archive_url mark dataset home".split(), text
    )
    return replace(CITED, ours=len(text) % 2 == 0, **texts)


@given(st.one_of(st.sampled_from(HOSTILE), st.text(), st.text(alphabet='{}\\"@%,=\n~^#$&_ http:/')))
def test_no_text_breaks_out(text: str) -> None:
    cited = hostile(text)
    fields = parsed(as_bibtex(cited))
    item = check_csl(as_csl_json(cited))

    assert fields["key"] == "s"
    assert fields["title"].startswith("{")
    assert fields["title"].endswith("}")
    assert item["id"] == "s"
    for made in (as_text(cited), as_bibtex(cited), as_csl_json(cited)):
        assert not UNSAFE.search(made)
    assert "\n" not in as_text(cited)


@pytest.mark.parametrize("address", ["https://e.org/}, evil = {", "https://e.org/\\}{"])
def test_an_address_can_not_close_its_field(address: str) -> None:
    fields = parsed(as_bibtex(replace(CITED, source=address)))

    assert "evil" not in fields
    assert "{" not in fields["url"]
    assert "}" not in fields["url"]
