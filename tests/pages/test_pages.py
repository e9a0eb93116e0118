"""The pages of a site: whatever a record says, a page stays a page, and leads nowhere but where it should."""

import re
import types
from base64 import b64encode
from dataclasses import fields, is_dataclass, replace
from hashlib import sha256
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pages.links import Page as Found
from tests.render import sample

from stancetracker.figures.chart import Figure
from stancetracker.figures.counts import HowManyHadSpoken
from stancetracker.figures.stand import WhereTheyStand
from stancetracker.figures.tables import Grid, TiesOfThePanel
from stancetracker.figures.when import WhoSpokeWhen
from stancetracker.pages.actor import ActorPage
from stancetracker.pages.asking import Edition, Page
from stancetracker.pages.entries import Entry
from stancetracker.pages.front import FrontPage, Index
from stancetracker.pages.issue import IssuePage
from stancetracker.pages.page import Place, render
from stancetracker.pages.source import SourcePage
from stancetracker.reports.table import Row, Section

PLACE = Place("../../", "../../")
KINDS = (FrontPage, IssuePage, ActorPage, SourcePage, Index)
TEXTS = st.text(st.characters()) | st.sampled_from(sample.HOSTILE) | st.text("<>&\"'/= :jav\n")
UNSAFE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u061c\u200e\u200f\ud800-\udfff]"
)
SETTLED = {
    "status": "silent",
    "stance": "against",
    "kind": "person",
    "actor_kind": "person",
    "mark": "silent",
    "url": "https://example.org/a",
    "archived": "https://example.org/b",
    "language": "en",
    "response": "none-found",
    "basis": "reported",
    "date": "2026-01-10",
}
"""Fields that hold no words of others, and what a test page has there."""
DAYS = {
    "recorded",
    *("days", "first", "last", "as_of", "earliest", "latest", "looked_until", "previous", "since"),
    *("looks", "reported"),
}

FIGURES = {
    "stand": WhereTheyStand,
    "when": WhoSpokeWhen,
    "many": HowManyHadSpoken,
    "grid": Grid,
    "ties": TiesOfThePanel,
}


def filled(kind: Any, text: str, name: str = "") -> Any:
    """Return a value of this type in which every text that others wrote is this one."""
    if kind == dict[str, Figure]:
        return {name: filled(FIGURES[name], text) for name in ("stand", "when", "many")}
    if kind == Figure | None:
        kind = FIGURES[name]
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Section:
        return Section("demand", ("id",), ({"id": text},), about=text, ending=(text,))
    if is_dataclass(kind) or hasattr(kind, "_fields"):
        hints = get_type_hints(kind)
        names = [field.name for field in fields(kind)] if is_dataclass(kind) else kind._fields
        return kind(**{name: filled(hints[name], text, name) for name in names})
    if kind == Row:
        return dict.fromkeys(("text", "bibtex", "csl_json"), text)
    if origin in (Union, types.UnionType):
        return filled(next(one for one in arguments if one is not type(None)), text, name)
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return (filled(arguments[0], text, name),)
        return tuple(filled(one, text, name) for one in arguments)
    if kind is str:
        return SETTLED.get(name, "2026-01-10" if name in DAYS or name.endswith("day") else text)
    return kind(1)


def rendered(page: Page, text: str = "x", place: Place = PLACE) -> str:
    """Return the page in an edition whose dataset calls itself this."""
    return "".join(render(page, filled(Edition, text), place))


@pytest.mark.parametrize("kind", KINDS)
@given(text=TEXTS)
def test_no_text_becomes_a_tag_an_attribute_or_a_control(kind: type[Page], text: str) -> None:
    output = rendered(filled(kind, text), text)
    page, plain = Found(output), Found(rendered(filled(kind, "x")))

    assert page.tags <= plain.tags | {"p", "ul", "ol", "li", "h2", "details"}
    assert page.attributes <= plain.attributes
    assert {"script", "img", "iframe", "form"}.isdisjoint(page.tags)
    assert UNSAFE.search(output) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_leads_nowhere_unasked_and_allows_its_own_style_alone(kind: type[Page]) -> None:
    output = rendered(filled(kind, "x"))
    out = [each for each in Found(output).addresses if ":" in each[1]]
    [style] = re.findall("<style>(.*?)</style>", output, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()

    assert {"nofollow noreferrer"} >= {rel for _, _, rel in out}
    assert {"https"} >= {address.partition(":")[0] for _, address, _ in out}
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in output
    assert "style=" not in output


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "", " https://x.org"]
)
def test_only_web_addresses_become_links(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETTLED, "url", address)
    monkeypatch.setitem(SETTLED, "archived", address)
    found = Found(rendered(filled(SourcePage, "x"))).addresses

    assert not [each for tag, each, rel in found if tag == "a" and (each == address or rel)]


def test_a_page_of_an_older_edition_leads_to_the_last() -> None:
    old = Edition("2026-01-10", "t", "p", "l", "c", "v", ("2026-01-10", "2026-01-12"))
    last = replace(old, day="2026-01-12")
    place, page = Place("../", "../../"), filled(Index, "x")
    output, newest = ("".join(render(page, each, place)) for each in (old, last))

    assert 'There is a newer one: <a href="../../index.html">12 Jan 2026</a>' in output
    assert "This is the edition of 10 Jan 2026." in output
    assert "There is a newer one" not in newest


def on_a_card(*entries: Entry, **given: Any) -> str:
    """Return the page of an issue with one card that has these entries."""
    page = filled(IssuePage, "x")
    [card] = page.cards
    return rendered(replace(page, cards=(replace(card, entries=entries, **given),)))


def entry(**given: Any) -> Entry:
    made: Entry = replace(filled(Entry, "x"), **given)
    return made


def test_what_is_remarked_on_a_record_stands_on_the_card_of_an_issue_too() -> None:
    """A doubt that is on record goes where the record goes."""
    assert 1 == on_a_card(entry(note="One source; the post was not seen.")).count("One source; the post")


def test_a_card_shows_all_that_its_standing_rests_on() -> None:
    """One of two sides would speak against the words above it."""
    sides = (entry(words="Against, it says"), entry(words="In favor, it says"))

    assert 2 == on_a_card(*sides, basis=2).count(", it says")
    assert 0 == on_a_card(*sides, basis=1, replies=()).count(", it says")


def test_what_a_reply_is_to_stands_under_it() -> None:
    disputed = entry(id="disputed", words="Disputed, it says", mark="favor")

    assert 1 == on_a_card(disputed, basis=0, replies=(entry(about="disputed"),)).count("Disputed, it")
    assert 0 == on_a_card(disputed, basis=0, replies=(entry(),)).count("Disputed, it says")


def test_a_page_without_a_record_says_no_more_than_that() -> None:
    """Whoever has ties is not without any record, and a source of ties is not without one either."""
    actor = rendered(replace(filled(ActorPage, "x"), cards=()))
    source = rendered(replace(filled(SourcePage, "x"), entries=()))

    assert "No statement or check on record as of this day." in actor
    assert "No statement, check, event, petition, reply or correction on record as of this day." in source


def test_the_tables_of_a_petition_are_called_by_words_not_by_the_names_of_sections() -> None:
    page = filled(IssuePage, "x")
    sections = tuple(Section(name, ("id",), ({"id": "x"},)) for name in ("demand", "signature"))
    output = rendered(replace(page, demands=sections))

    assert ["Demands", "Signatures"] == re.findall('<h3 class="small">(.*?)</h3>', output)
    assert 'aria-label="Demands"' in output
