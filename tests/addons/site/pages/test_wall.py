"""The wall of an issue: who spoke, in which words, and for whom none were found."""

import re
from pathlib import Path

import pytest
from tests.addons.site.pages.sites import html, page_of, rows, site, text
from tests.datasets import Line, complete, lines_of, write

from stancetracker.addons.site.pages import wall
from stancetracker.ledger.folder import Folder

LINES = """
{"kind": "organization", "id": "acme"} {"kind": "person", "id": "ada"} {"kind": "person", "id": "di"}
{"kind": "person", "id": "bo", "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "person", "id": "cy"} {"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["cy", "bo", "ada", "di"]}
{"kind": "event", "id": "vote", "title": "The vote", "date": "2026-01-10", "trigger": true}
{"kind": "statement", "id": "late", "speaker": "bo", "date": "2026-01-12", "stance": "against", "wording": "verbatim",
 "quote": "No. It should never, by anybody, for whatever reason that there may be, be built at all.", "language": "de"}
{"kind": "statement", "id": "early", "speaker": "ada", "date": "2026-01-02", "stance": "favor", "wording": "excerpt",
 "stance_basis": "inferred", "coded_by": "us", "note": "One source.", "pull": "Build it", "language": "en",
 "quote": "I say: Build it. And build it now."}
{"kind": "statement", "id": "doubted", "speaker": "ada", "date": "2026-01-20", "stance": "against",
 "verification": "disputed", "note": "Nobody saw the post."}
{"kind": "statement", "id": "memo", "speaker": "cy", "date": "2026-01-15", "stance": "neither",
 "audience": "internal", "made_public": "2026-01-16", "channel": "internal-memo"}
{"kind": "silence", "id": "check", "actors": ["cy"], "date": "2026-01-20", "basis": "reported",
 "label": "Cy has said nothing.", "response": "declined"}
{"kind": "reply", "id": "answer", "to": "check", "by": "cy", "text": "I was ill."}
{"kind": "statement", "id": "aside", "speaker": "out", "date": "2026-01-20", "stance": "favor"}
{"kind": "tie", "id": "gift", "actor": "ada", "title": "A gift", "issues": ["bridge"]}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of LINES."""
    return site(write(tmp_path_factory.mktemp("built") / "data", lines_of(LINES)))


def test_those_who_spoke_come_first_in_their_own_words_then_the_checked(
    built: Path,
) -> None:
    assert [
        "Ada chief for the proposition (inferred), 2 Jan 2026 · The Example · evidence “…Build it” (excerpt)",
        "Bo chief, Acme against the proposition, 12 Jan 2026 · The Example · evidence"
        " “No. It should never, by anybody, for whatever reason that there may be, be built at all.” (de)",
        "Cy chief up to 20 Jan 2026 (declined) · evidence"
        " Us, in The Example, wrote on 20 Jan 2026: “Cy has said nothing.”"
        " replied 3 Feb 2026 private remarks made known, 15 Jan 2026: Some words.",
        "Di chief Never looked for",
        "Out chief for the proposition, 20 Jan 2026 · The Example · evidence Some words.",
    ] == rows(page_of(built))


def test_a_row_opens_to_all_its_records_and_doubts(built: Path) -> None:
    page = page_of(built)
    [ada, bo, cy] = (
        text(row) for row in re.findall(r'<div id="at\.(?:ada|bo|cy)".*?</details>', page)
    )

    assert "“I say: Build it. And build it now.”" in ada
    assert "Disputed, not counted" in ada
    assert "Nobody saw the post." in ada
    assert "12 Jan 2026" in bo
    row, opened = cy.split("records", 1)
    assert "“Cy has said nothing.”" in row
    assert opened.index("“I was ill.”") < opened.index("Private words")


def test_a_row_opens_to_the_whole_words_without_saying_again_what_it_says(built: Path) -> None:
    [bo] = re.findall(r'<div id="at\.bo".*?</details>', page_of(built))
    row, opened = bo.split("<details>")

    assert "against the proposition, 12 Jan 2026" in text(row)
    assert 1 == text(bo).count("be built at all.”")
    assert "Some words." in text(opened)
    assert "12 Jan 2026" not in text(opened)
    assert 1 == bo.count(' href="https://example.org/news"')


def test_only_words_in_another_language_than_the_page_name_theirs(built: Path) -> None:
    page = page_of(built)

    assert ' lang="de">“No. It should never' in page
    assert ["en"] == re.findall('lang="(en)"', page)


def test_filters_count_their_rows_and_hide_the_rest_without_a_script(built: Path) -> None:
    page = page_of(built)
    filters = re.findall(
        r'<input type="radio" name="show" id="([^"]*)"[^>]*><label[^>]*>([^<]*)</label>', page
    )

    assert {
        "k-favor": "for the proposition 1",
        "k-against": "against the proposition 1",
        "s-silent": "no public statement found 1",
    }.items() <= dict(filters).items()
    assert (
        'main:has(#k-favor:checked) .wall :is(.row:not([data-k="favor"]),'
        '.group:not(:has([data-k="favor"]))){display:none}' in page
    )
    assert 2 == page.count('" class="row" data-s="spoke"')


def test_headings_name_whose_rows_follow_and_in_which_order(folder: Folder) -> None:
    """Bo's words of the 12th decide, but Bo's first may be of the 1st, and are at the latest of the 5th.

    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "person", "id": "di"} {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-06", "stance": "favor"}
    {"kind": "statement", "speaker": "bo", "date": "2026-01-01/2026-01-09", "stance": "favor"}
    {"kind": "statement", "speaker": "bo", "date": "2026-01-04/2026-01-05", "stance": "favor"}
    {"kind": "statement", "speaker": "bo", "date": "2026-01-12", "stance": "favor"}
    {"kind": "silence", "id": "check", "actors": ["cy"], "date": "2026-01-20"}
    """
    page = html(folder)
    heads = re.findall('class="group .*?<h2 class="small">(.*?)</h2>|<div id="at.(.*?)"', page)

    assert [
        ("On record, earliest first (by last possible day)", ""),
        ("", "bo"),
        ("", "ada"),
        ("No public statement found", ""),
        ("", "cy"),
        ("Never looked for", ""),
        ("", "di"),
    ] == heads
    assert "first on record 1–5 Jan 2026 · these words 12 Jan 2026" in rows(page)[0]
    assert "first on record" not in rows(page)[1]


def test_a_sentence_of_a_source_stands_once_on_the_page_of_its_silence(built: Path) -> None:
    page = text(page_of(built, "r/check/").partition("</head>")[2])

    assert 1 == page.count("“Cy has said nothing.”")
    assert "Us, in The Example, wrote on 20 Jan 2026: “Cy has said nothing.”" in page
    assert "was found up to 20 Jan 2026 (declined), according to Us via The Example" in page


def test_one_choice_holds_at_a_time_so_that_its_number_is_right(built: Path) -> None:
    names = re.findall(r'<input type="radio" name="([^"]*)"', page_of(built))

    assert {"show"} == set(names)
    assert 1 == page_of(built).count(" checked>")


def test_the_story_lists_who_spoke_and_who_was_checked_after_a_trigger(built: Path) -> None:
    story = text(page_of(built))

    assert re.search(
        r"The vote, 10 Jan 2026 +Sources: *1? *Within 3 days +Bo 12 Jan 2026", story
    ), story[:3000]
    assert "None found up to a day in the two weeks afterCy" in story


def test_those_outside_the_panel_are_named_and_not_counted(built: Path) -> None:
    page = page_of(built)
    h1 = re.search("<h1>(.*?)</h1>", page)

    assert h1
    assert h1[1] == (
        "2 of 4 are on record. For 1, no public statement had been found up to 20 January 2026,"
        " according to the articles cited (1 declined). 1 was never looked for."
    )
    assert (
        "not in the panel, so they are not counted. Out chief for the proposition, 20 Jan 2026 ·"
        in text(page)
    )


def test_ties_are_shown_for_the_whole_panel_and_on_no_page_of_an_actor(built: Path) -> None:
    context = text(page_of(built, "issues/bridge/context"))
    for states in (
        "Contracts Not looked up: Cy, Bo, Acme (Bo, chief), Ada, Di.",
        "Donations 1 recorded: Ada. Not looked up: Cy, Bo, Acme (Bo, chief), Di.",
        "Attendance Not looked up: Cy, Bo, Acme (Bo, chief), Ada, Di.",
    ):
        assert states in context
    assert "A gift" in context
    assert "A gift" not in page_of(built)
    assert "A gift" not in page_of(built, "people/ada")


def test_a_reply_to_a_tie_stands_on_the_page_of_the_issue_that_it_bears_on(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "tie", "id": "gift", "actor": "ada", "issues": ["bridge"]}
    {"kind": "reply", "id": "of-gift", "to": "gift", "by": "ada", "text": "It was small."}
    {"kind": "tie", "id": "loan", "actor": "ada"}
    {"kind": "reply", "id": "of-loan", "to": "loan", "by": "ada", "text": "It was large."}
    """
    context = (site(folder) / "issues/bridge/context/index.html").read_text()

    assert "It was small." in context
    assert "It was large." not in context


def test_a_reply_to_a_later_event_is_not_shown(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
    {"kind": "event", "id": "vote", "date": "2029-01-01"}
    {"kind": "reply", "to": "vote", "by": "ada", "text": "There will be no vote."}
    """
    assert "There will be no vote." not in html(folder, "issues/bridge/context/")


def crowd(path: Path, count: int) -> Folder:
    """Write a dataset of so many people, of whom the first spoke and the others were checked."""
    return write(path / "data", map(complete, crowd_lines(count)))


def crowd_lines(count: int) -> list[Line]:
    people = [f"p{number:04}" for number in range(count)]
    return [
        *({"kind": "person", "id": person} for person in people),
        {"kind": "issue", "id": "bridge", "panel": people},
        {
            "kind": "statement",
            "id": "s",
            "speaker": "p0000",
            "date": "2026-01-02",
            "stance": "favor",
        },
        {"kind": "silence", "id": "l", "actors": people[1:], "date": "2026-01-20"},
        {"kind": "tie", "id": "gift", "actor": "p0000"},
    ]


@pytest.mark.slow
def test_a_large_panel_is_whole_on_its_page_and_with_words_on_pages_by_letter(
    tmp_path: Path,
) -> None:
    root = site(crowd(tmp_path, 2 * wall.MOST + 1))
    slices = {
        path.parent.relative_to(root).as_posix(): len(
            re.findall(r'id="at\.(p\d+)"', path.read_text())
        )
        for path in (root / "issues" / "bridge").rglob("*/*/index.html")
    }
    page = (root / "issues/bridge/index.html").read_text()

    parts = {"favor/1": 1, "silent/1": 200, "silent/2": 200}
    for place in ("names/p-", "organizations/"):
        parts |= {f"{place}1": 200, f"{place}2": 200, f"{place}3": 1}
    assert parts == {path.removeprefix("issues/bridge/"): number for path, number in slices.items()}
    assert [1, 2 * wall.MOST] == [
        page.count(f'row brief" data-s="{status}"') for status in ("spoke", "silent")
    ]
    assert all(
        f'href="{path.removeprefix("issues/bridge/")}/index.html"' in page for path in slices
    )
    assert "too large to show the ties" in (root / "issues/bridge/context/index.html").read_text()
    assert {"names/p-1", "names/p-2", "names/p-3"} == {
        path.parent.relative_to(root / "people").as_posix()
        for path in (root / "people/names").rglob("index.html")
    }


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of an issue with a large panel."""
    return site(crowd(tmp_path_factory.mktemp("large"), wall.LARGE + 1))


@pytest.mark.slow
def test_a_large_panel_has_the_bar_and_filters_of_a_small_one(large: Path) -> None:
    page = (large / "issues/bridge/index.html").read_text()

    assert 'class="b-silent" x="1" width="150"' in page
    assert '<label for="s-silent">no public statement found 150</label>' in page
    assert '<li><a href="names/p/index.html">P</a></li>' in page


def test_names_stand_under_the_letter_that_sorts_them() -> None:
    names = ["abel ada abel", "abt bo abt", "zhou cy zhou", "周 周"]
    parts = wall.by_letter("names", names, lambda name: name)

    assert [("names/a/", "A", 2), ("names/z/", "Z", 1), ("names/other/", "Other letters", 1)] == [
        (part.path, part.label, len(part.rows)) for part in parts
    ]


@pytest.mark.slow
def test_the_parts_and_days_of_a_large_panel_say_the_sides_of_the_issue(tmp_path: Path) -> None:
    lines = crowd_lines(wall.MOST + 1)
    [issue] = [line for line in lines if line["kind"] == "issue"]
    issue["stance_words"] = {"favor": "for the bridge", "against": "against the bridge"}
    root = site(write(tmp_path / "data", map(complete, lines)))

    for path in ("issues/bridge", "issues/bridge/favor/1", "issues/bridge/2026-01-02"):
        page = text((root / path / "index.html").read_text())

        assert "for the bridge" in page, path
        assert "in favor" not in page, path


def test_pages_of_thirty_people_are_no_larger_than_promised(tmp_path: Path) -> None:
    """The script and its data are not counted."""
    root = site(crowd(tmp_path, 30))

    for name, kilobytes in (
        ("", 45),
        ("issues/bridge", 80),
        ("issues/bridge/embed", 10),
        ("r/s", 8),
    ):
        page = (root / name / "index.html").read_text("utf-8")
        without_script = re.sub(
            "<script(?! type=.application/ld).*?</script>", "", page, flags=re.S
        )
        assert len(without_script.encode()) <= 1_000 * kilobytes, name


def test_json_ld_has_no_words_in_doubt(built: Path) -> None:
    pages = {path.parent.name: path.read_text() for path in (built / "r").rglob("index.html")}
    described = {name: page for name, page in pages.items() if "ld+json" in page}
    assert not [name for name, page in described.items() if 'class="state"' in page]
    assert [name for name, page in pages.items() if 'class="state"' in page]
    assert '"@type":"Quotation","text":"I say: Build it. And build it now."' in described["early"]


def test_json_ld_has_a_summary_for_no_words_of_the_speaker(built: Path) -> None:
    pages = [path.read_text() for path in (built / "r").rglob("index.html")]
    claims = [page for page in pages if '"@type":"Claim"' in page]

    assert claims
    assert all('"@type":"Claim","abstract":"' in page for page in claims)


def test_corrections_are_folded_and_replies_stand_open(folder: Folder) -> None:
    write(
        folder.path,
        [
            complete({"kind": "correction", "id": "wrong", "corrects": "early"}),
            complete({"kind": "reply", "id": "of-gift", "to": "gift", "by": "ada", "text": "No."}),
        ],
        "more.jsonl",
    )
    _, asides = html(folder, "issues/bridge/context/").split('id="corrections"')
    reply, correction = asides.split("<details>")

    assert "“No.”" in reply
    assert "1 correction" in correction
    assert "It was wrong." in correction


def test_many_people_are_listed_in_brief_with_their_standings_by_letter(large: Path) -> None:
    whole = (large / "people/index.html").read_text()
    part = (large / "people/names/p/index.html").read_text()

    assert wall.LARGE + 1 == whole.count("data-id=")
    assert 'class="stands"' not in whole
    assert f'href="names/p/index.html"><bdi>P</bdi></a> <span class="quiet">{wall.LARGE + 1}' in (
        whole
    )
    assert 'class="stands"' in part


def test_who_was_searched_for_stands_under_a_heading_of_their_own_with_what_turned_up(
    tmp_path: Path,
) -> None:
    lines: list[Line] = [
        *({"kind": "person", "id": name} for name in ("ada", "bo", "cy")),
        {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]},
        {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-10"},
        {
            "kind": "search",
            "id": "s",
            "actors": ["bo"],
            "date": "2026-01-20",
            "queries": [{"text": "bo bridge", "found": "A photograph."}],
        },
    ]
    page = page_of(site(write(tmp_path / "data", map(complete, lines))))

    assert [
        "Ada chief up to 10 Jan 2026 · evidence Checked by Us Searched: the web",
        "Bo chief Searched, no statement found (1 search, 1 query, 20 Jan 2026); turned up: A photograph.",
        "Cy chief Never looked for",
    ] == rows(page)
    assert 'class="group g-searched"' in page
    assert '<symbol id="m-searched"' in page
    assert '<label for="s-searched">searched, no statement found 1</label>' in page
