"""Nobody stands under a heading that is not theirs, and a source's sentence is the source's."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from tests.addons.site.pages.sites import astray, text
from tests.datasets import SHIPPED, Line, complete, stored, write

from stancetracker import load
from stancetracker.addons.site.pages.site import build
from stancetracker.addons.site.pictures import can_draw
from stancetracker.ledger.folder import Folder

NONE_FOUND: Final = "no public statement found"
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "b"})
AGE: Final = re.compile(r"\b\d+ (?:day|week|month|year)s? (?:ago|since)\b")


class Passage(NamedTuple):
    """What stands between two headings of a page: the heading, the text, and the names in it."""

    heading: str
    text: str
    names: tuple[str, ...]


class Outline(HTMLParser):
    """The passages of a page, whatever its markup means to the program that wrote it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[Passage] = []
        self._heading = self._text = ""
        self._names: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        self._end_passage()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HEADINGS:
            self._end_passage()
        if tag == "bdi":
            self._names.append("")
        if tag in HEADINGS | {"bdi", "style", "script"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        if {"style", "script"}.intersection(self._open):
            return
        if HEADINGS.intersection(self._open):
            self._heading += data
            return
        self._text += data
        if "bdi" in self._open:
            self._names[-1] += data

    def _end_passage(self) -> None:
        names = tuple(name for name in self._names if name)
        passage = Passage(self._heading.strip(), " ".join(self._text.split()), names)
        self.passages.append(passage)
        self._heading = self._text = ""
        self._names = []


@cache
def passages(path: Path) -> list[Passage]:
    # What a template holds is on no page until the script copies it.
    page = re.sub("<template.*?</template>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return Outline(page).passages


def crowd() -> list[Line]:
    """Return 198 people in no order of their names, of whom a third each spoke, was checked, or neither."""
    people = [f"p{number * 5 % 198:03}" for number in range(198)]
    spoke, silent = people[:66], people[66:132]
    sentence = "None of them has said a word about the bridge."
    lines: list[Line] = [{"kind": "organization", "id": "acme"}, {"kind": "dataset"}]
    lines += ({"kind": "person", "id": person} for person in people)
    lines.append({"kind": "issue", "id": "bridge", "panel": people})
    for number, person in enumerate(spoke):
        day = f"2026-01-{1 + number * 5 % 6:02}"
        lines.append(
            {"kind": "statement", "id": f"s-{person}", "speaker": person, "date": day}
            | {"stance": ("favor", "against")[number % 2]}
        )
    responses = cycle(("none-found", "declined"))
    for person, response in zip(silent, responses, strict=False):
        lines.append(
            {"kind": "silence", "id": f"l-{person}", "actors": [person], "date": "2026-01-20"}
            | {"basis": "reported", "response": response, "label": sentence}
        )
    return [
        complete({"sources": SOURCES, **line}) if "label" in line else complete(line)
        for line in lines
    ]


SOURCES: Final = [
    {"url": "https://example.org/it", "tier": "reprint", "publisher": "Copia", "language": "it"}
    | {"original_publisher": "The Paper", "published": "2026-01-21"}
]


class World(NamedTuple):
    """A dataset and its site."""

    folder: Folder
    root: Path
    cache: Path


@pytest.fixture(scope="module", params=["crowd", pytest.param("shipped", marks=pytest.mark.slow)])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> World:
    place = tmp_path_factory.mktemp(request.param)
    folder = SHIPPED if request.param == "shipped" else write(place / "data", crowd())
    # The pictures of 198 people take ten times as long as their pages.
    cards = request.param == "shipped" and can_draw()
    build(folder, place / "site", "https://example.org/", cards=cards, cache=place / "cache")
    return World(folder, place / "site", place / "cache")


def pages_of_issues(root: Path) -> Iterator[tuple[str, str | None, Path]]:
    """Yield each page of an issue with the issue, and the day that it is of; None is the last."""
    for path in sorted((root / "issues").rglob("*/index.html")):
        issue, *folders, _ = path.relative_to(root / "issues").parts
        day = folders[0] if folders and re.fullmatch(r"\d{4}-\d\d-\d\d", folders[0]) else None
        yield issue, day, path


@pytest.mark.slow
def test_nobody_unchecked_stands_under_no_public_statement_found(world: World) -> None:
    ledger = load(world.folder.path, world.cache)
    last_day = max(re.findall(r"<updated>([\d-]{10})", (world.root / "feed.xml").read_text()))
    headed = 0
    for issue, day, path in pages_of_issues(world.root):
        rows = ledger.standings(
            issue=issue, as_of=day or last_day, known_by=last_day, everyone=True
        )
        unchecked = {row.name for row in rows if row.status == "unchecked"}
        for passage in passages(path):
            if NONE_FOUND in passage.heading.lower():
                headed += 1

                assert not unchecked.intersection(passage.names), (path, passage.heading)

    assert headed > 4


def test_no_page_of_somebody_unchecked_says_of_that_issue_that_none_was_found(world: World) -> None:
    lines = stored(*sorted(world.folder.path.glob("*.jsonl")))
    titles = {line["id"]: line["title"] for line in lines if line["kind"] == "issue"}
    ledger = load(world.folder.path, world.cache)
    rows = [*ledger.standings(unchecked=True), *ledger.standings(searched=True)]

    assert len(rows) > 5
    for row in rows:
        folder = "people" if row.actor_kind == "person" else "organizations"
        on_issue = [
            passage.text
            for passage in passages(world.root / folder / row.actor / "index.html")
            if passage.heading == titles[row.issue]
        ]

        words = {"unchecked": "never looked for", "searched": "searched, no statement found"}
        assert words[row.status] in on_issue[0].lower()
        # What is withdrawn stands in the history.
        assert NONE_FOUND not in re.split("How to read this|History:", on_issue[0])[0].lower()


def test_no_heading_of_a_wall_or_an_embed_stands_over_nothing(world: World) -> None:
    for _, _, path in pages_of_issues(world.root):
        for passage in passages(path):
            if re.match(
                "On record|No public statement found(?! for)|Searched|Never looked for",
                passage.heading,
            ):
                assert passage.names, (path, passage.heading)


def test_no_file_says_how_long_ago_anything_was(world: World) -> None:
    texts = (path for path in world.root.rglob("*") if path.suffix not in ("", ".png"))

    assert [] == [
        (path.relative_to(world.root).as_posix(), match[0])
        for path in texts
        for match in AGE.finditer(path.read_text(encoding="utf-8"))
    ]


def test_every_sentence_of_a_source_about_a_silence_names_its_writer(world: World) -> None:
    silences = load(world.folder.path, world.cache).silences(counting=False)
    labels = {silence.label for silence in silences if silence.label}
    quoted = 0
    for path in sorted(world.root.rglob("*")):
        if path.suffix not in (".html", ".svg"):
            continue
        # A drawing breaks a text into lines.
        page = path.read_text(encoding="utf-8").replace("</text>", " </text>")
        seen = text(re.sub(r'<meta [^>]*content="([^"]*)"', r" \1 ", page))
        for label in labels:
            for match in re.finditer(re.escape(f"“{label[:40]}"), seen):
                quoted += 1
                at = match.start() + 1

                assert re.search(
                    r" wrote (?:on|between|in|by) [^“”]*: “$", seen[max(0, at - 160) : at]
                )
                assert seen[at:].startswith(f"{label}”"), "cut"

    assert quoted > 20


def test_the_words_of_a_source_never_have_the_form_of_a_persons_own(world: World) -> None:
    silences = load(world.folder.path, world.cache).silences(counting=False)
    labels = {silence.label for silence in silences if silence.label}
    for path in sorted(world.root.rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        own = re.findall(
            r'<blockquote[^>]*>(.*?)</blockquote>|<span class="said"[^>]*>(.*?)</span>', page
        )
        words = text(" ".join(part for parts in own for part in parts))

        assert [] == [label for label in labels if f"“{label[:40]}" in words], path


def test_every_link_of_a_large_panel_leads_somewhere(world: World) -> None:
    assert [] == list(astray(world.root))
