"""The pages of a site: no text of a record becomes markup or leads elsewhere."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from itertools import repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.addons.site.pages.sites import Page, html, site, text
from tests.datasets import Line, complete, write
from tests.depth import tried
from tests.hostile.records import dressed, every_kind
from tests.index import strategies
from tests.render import sample
from tests.reports.test_words import JUDGING

from stancetracker.addons.site.pages.site import build
from stancetracker.base.errors import UsageError
from stancetracker.index.queries import Question
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.render.formats.html import environment
from stancetracker.reports.listing import listing

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1) | st.sampled_from(
    [text for text in sample.HOSTILE if text.strip() and text.isprintable()]
    + ["</script><script>x", "]]>", "{{ 7 }}"]
)


def saying(words: str) -> list[Line]:
    """Return a dataset in which every text that others wrote is this one, except addresses."""
    lines = [
        {**line, "signatures": []} if line["kind"] == "petition" else line for line in every_kind()
    ]
    return [complete(dressed(line, repeat(words), repeat(words))) for line in lines]


def pages(path: Path, lines: list[Line]) -> dict[str, str]:
    """Build the site of these lines and return its pages and pictures by path."""
    root = site(write(path / "data", lines), "https://example.org/")
    files = [file for file in root.rglob("*") if file.suffix in (".html", ".svg")]
    return {file.relative_to(root).as_posix(): file.read_text("utf-8") for file in files}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the pages on which every text is harmless."""
    return pages(tmp_path_factory.mktemp("plain"), saying("x"))


@tried(4, 100)
@given(words=TEXTS)
def test_no_text_becomes_a_tag_an_attribute_or_a_control(
    words: str, plain: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    hostile_pages = pages(tmp_path_factory.mktemp("hostile"), saying(words))

    assert plain.keys() == hostile_pages.keys()
    for path, page in hostile_pages.items():
        hostile, harmless = Page(page), Page(plain[path])

        # A figure anchors, breaks or turns the labels that are longer than "x".
        assert hostile.tags <= harmless.tags | {"text", "br"}, path
        assert hostile.attributes <= harmless.attributes | {"text-anchor", "transform"}, path
        assert sample.UNSAFE.search(page) is None, path


def test_the_title_of_an_issue_without_a_panel_is_a_headline_that_cannot_act(
    tmp_path: Path,
) -> None:
    title = "26–27 <b>\u202eJan\x1b[31m"
    lines = [
        complete({"kind": "dataset"}),
        complete({"kind": "person", "id": "ada"}),
        complete({"kind": "issue", "id": "bridge"}) | {"title": title},
        complete(
            {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-05"}
            | {"stance": "favor"}
        ),
    ]
    build(write(tmp_path / "data", lines), tmp_path / "site", None, cache=tmp_path / "cache")
    page = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")

    assert '<h1><span class="days">26–27</span> &lt;b&gt;\\u202eJan^[[31m</h1>' in page


def hashed(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def test_a_page_loads_nothing_and_allows_only_its_own_style_and_script(
    plain: dict[str, str],
) -> None:
    for path, page in plain.items():
        if not path.endswith(".html"):
            continue
        out = [link for link in Page(page).addresses if ":" in link[1]]
        [style] = re.findall("<style>(.*?)</style>", page, re.DOTALL)
        scripts = re.findall("<script>(.*?)</script>", page, re.DOTALL)

        assert {"nofollow", "noopener", "canonical"} >= {rel for _, _, rel in out}
        assert {"https"} == {address.partition(":")[0] for _, address, _ in out} | {"https"}
        assert len(scripts) <= 1
        own_script = "".join(f" script-src '{hashed(script)}';" for script in scripts)
        policy = (
            f"default-src 'none'; style-src '{hashed(style)}';{own_script}"
            " base-uri 'none'; form-action 'none'"
        )
        head, policy_found, _ = page.partition(policy)
        assert policy_found
        assert "<style" not in head
        assert "<link" not in head
        assert "style=" not in page
        assert {"img", "iframe", "form", "object"}.isdisjoint(Page(page).tags)
        data = re.findall("<script [^>]*>", page)
        assert {*data} <= {
            '<script type="application/ld+json">',
            '<script type="application/json" id="day-data">',
        }


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "x:y", None]
)
def test_only_web_addresses_become_links(address: str | None) -> None:
    """No record can have another address, and no template would link to one."""
    is_web = environment().from_string("{{ 'web' if url is web else '' }}")

    assert not is_web.render(url=address)
    assert is_web.render(url="https://example.org")


def test_pages_have_json_ld_a_canonical_address_and_a_preview(plain: dict[str, str]) -> None:
    descriptions = {
        path: json.loads(block)
        for path, page in plain.items()
        for block in re.findall(r"ld\+json\">(.*?)</script>", page)
    }

    assert "Dataset" == descriptions["issues/bridge/index.html"]["@type"]
    assert 'rel="canonical" href="https://example.org/r/said/"' in plain["r/said/index.html"]
    assert 'property="og:title" content="x"' in plain["issues/bridge/index.html"]


def test_a_record_has_a_permanent_address_with_all_evidence(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-11", "stance": "favor", "quote": "Ja.",
     "wording": "translation", "language": "de", "translations": [{"language": "fr", "text": "Oui.", "by": "Us"}],
     "sources": [{"url": "https://example.org/a", "tier": "secondary"}]}
    {"kind": "copy", "id": "kept", "url": "https://example.org/a", "archive_url": "https://example.org/b"}
    {"kind": "reply", "id": "r", "to": "s", "by": "ada"}
    """
    parts = "“Ja.” (de, translation)|(translation by Us)|archived copy|secondary|Reply of Ada, 3 Feb 2026, to|as s. Cite"

    assert [] == [part for part in parts.split("|") if part not in text(html(folder, "r/s/"))]


def test_an_unsearched_actor_is_unchecked_and_a_silence_is_dated_by_its_check(
    folder: Folder,
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-13"}
    """
    root = site(folder)
    ada, bo = (text((root / "people" / id / "index.html").read_text()) for id in ("ada", "bo"))

    assert "No public statement found up to 13 Jan 2026, checked by Us" in ada
    assert "Never looked for" in bo
    assert "No public statement found up to" not in bo


@tried(4, 100)
@given(lines=strategies.datasets())
def test_the_wall_of_any_dataset_has_the_standings_of_list(
    lines: list[Line], tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("any")
    folder = write(place / "data", lines)
    try:
        root = site(folder)
    except UsageError:  # there is no issue
        return
    if not (root / "issues/bridge").is_dir():  # it holds nobody
        return
    days = [line["recorded"] for line in lines if "recorded" in line]
    day = max(days, default=max(line["since"] for line in lines if "since" in line))
    question = Question(day, day, issues=("bridge",))
    listed = ask(
        folder,
        question,
        lambda index: listing(index.connection, question).sections[0].rows,
        place / "cache",
    )
    page = (root / "issues/bridge/index.html").read_text("utf-8")
    wall = dict(re.findall(r'id="at\.([\w-]+)" class="row" data-s="(\w+)"', page))

    panel = {row.actor: row.status for row in listed if row.panel}
    assert not panel or panel == wall
    assert [] == JUDGING.findall(text(page))


def test_a_check_of_many_people_is_headed_by_their_number(folder: Folder) -> None:
    """
    {"kind": "person", "id": "a"} {"kind": "person", "id": "b"} {"kind": "person", "id": "c"}
    {"kind": "person", "id": "d"} {"kind": "person", "id": "e"} {"kind": "issue", "id": "bridge"}
    {"kind": "silence", "id": "l", "actors": ["a", "b", "c", "d", "e"], "date": "2026-01-12"}
    """
    page = html(folder, "r/l/")

    assert "<h1>5 people</h1>" in page
    assert all(f"<bdi>{name}</bdi>" in page.partition("</h1>")[2] for name in "ABCDE")
