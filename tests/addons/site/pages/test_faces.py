"""The front, the issue, the method: what each shows first, and in whose words."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from tests.addons.site.pages.sites import site, text
from tests.datasets import Line, complete, lines_of, write

from stancetracker.addons.site.pages.site import build
from stancetracker.addons.site.pages.wall import LARGE
from stancetracker.ledger.folder import Folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of two issues whose sides are opposites.

    {"kind": "dataset", "contact": "https://example.org/contact", "forms": "https://example.org/form"}
    {"kind": "person", "id": "ada", "name": "Ada"} {"kind": "person", "id": "bo", "name": "Bo"}
    {"kind": "issue", "id": "change", "title": "Change", "since": "2025-01-01", "panel": ["ada", "bo"],
     "stance_words": {"favor": "for change", "against": "against change"}}
    {"kind": "issue", "id": "ban", "title": "The ban", "since": "2026-01-01", "panel": ["ada", "bo"],
     "stance_words": {"favor": "for the ban", "against": "against the ban"}}
    {"kind": "issue", "id": "old", "title": "Change: earlier wording", "since": "2025-01-01", "until": "2025-03-01"}
    {"kind": "statement", "id": "o", "speaker": "ada", "issue": "old", "date": "2025-01-03", "stance": "favor"}
    {"kind": "correction", "id": "c", "type": "retraction", "corrects": "o", "reason": "Coded again"}
    {"kind": "statement", "id": "s", "speaker": "ada", "issue": "change", "date": "2025-01-03", "stance": "favor"}
    {"kind": "statement", "id": "t", "speaker": "ada", "issue": "ban", "date": "2026-01-05", "stance": "against"}
    {"kind": "statement", "id": "u", "speaker": "ada", "issue": "ban", "date": "2026-01-09", "stance": "against"}
    {"kind": "silence", "id": "l", "actors": ["bo"], "issue": "ban", "date": "2026-01-13"}
    {"kind": "statement", "id": "v", "speaker": "bo", "issue": "change", "date": "2025-02-03", "stance": "neither",
     "sources": [{"url": "https://example.org/it", "publisher": "Il Foglio", "title": "Che dice Bo", "tier": "secondary",
     "language": "it"}]}
    {"kind": "organization", "id": "city", "name": "The City"}
    {"kind": "organization", "id": "shop", "name": "The Shop"}
    {"kind": "tie", "id": "own", "type": "contract", "actor": "ada", "counterparty": "city", "issues": ["ban"],
     "amount": {"value": 300, "currency": "USD", "bound": "exact", "of": "obligated"}}
    {"kind": "tie", "id": "through", "type": "contract", "actor": "ada", "counterparty": "city", "issues": ["ban"],
     "recipient": "shop", "amount": {"value": 100, "currency": "USD", "bound": "exact", "of": "obligated"}}
    """
    return site(_folder(tmp_path_factory.mktemp("built")))


def _folder(path: Path) -> Folder:
    return write(path / "data", lines_of(str(built.__doc__)))


def _page(root: Path, name: str = "") -> str:
    return (root / name / "index.html").read_text(encoding="utf-8")


def test_the_front_page_says_what_it_is_and_a_sentence_to_repeat(built: Path) -> None:
    page = _page(built)

    assert "A public ledger of what people said" in text(page)
    assert "1 of 2 is on record. For 1, no public statement had been found" in text(page)
    assert page.index("Did we miss something?") < page.index('id="wall"')
    assert 'href="https://example.org/form"' in page


@pytest.mark.parametrize(
    ("name", "filled_in"),
    [
        ("issues/ban", "template=statement.yml&amp;issue=ban"),
        ("people/ada", "template=statement.yml&amp;speaker=ada"),
        ("r/t", "template=wrong.yml&amp;record=t"),
    ],
)
def test_a_page_links_to_the_form_with_what_it_knows(
    tmp_path: Path, name: str, filled_in: str
) -> None:
    folder = _folder(tmp_path)
    file = folder.path / "all.jsonl"
    new_issue = "https://github.com/us/ban/issues/new"
    file.write_text(file.read_text().replace("https://example.org/form", f"{new_issue}/choose"))

    assert f'href="{new_issue}?{filled_in}"' in _page(site(folder), name)


@pytest.mark.parametrize("name", ["", "issues"])
def test_issues_stand_in_order_of_time_with_each_side_in_words(built: Path, name: str) -> None:
    table = re.search('<table class="years">.*?</table>', _page(built, name), re.DOTALL)

    assert table
    assert re.findall("<bdi>(.*?)</bdi></a></th>", table[0])[:2] == ["Change", "The ban"]
    assert re.findall('<td class="on">(.*?)</td>', table[0]) == [
        "for change",
        "against the ban",
        "no side in these words",
    ]


@pytest.mark.parametrize("name", ["", "issues"])
def test_no_colour_of_a_side_stands_beside_several_issues(built: Path, name: str) -> None:
    page = _page(built, name)
    table = re.search('<table class="years">.*?</table>', page, re.DOTALL)

    assert table
    assert "c-against" not in table[0]
    assert "c-favor" not in table[0]
    assert '<section id="issues" class="plain">' in page or name == "issues"


def test_the_figure_of_all_issues_has_no_colour_of_a_side(built: Path) -> None:
    drawing = (built / "issues" / "grid.svg").read_text(encoding="utf-8")

    assert "for change" in drawing
    assert "against the ban" in drawing
    assert 'class="f-against"' not in drawing
    assert 'class="f-favor"' not in drawing


def test_a_strip_of_days_leads_to_each_day_on_which_something_happened(built: Path) -> None:
    page = _page(built, "issues/ban")
    strip = page[page.index('id="days"') : page.index('id="charts"')]

    assert ["2026-01-05", "2026-01-09", "2026-01-13"] == sorted(
        set(re.findall('<a href="(.*?)/index.html"><title>', strip))
    )
    assert "<title>13 Jan 2026: 1 on record</title>" in strip


def test_a_mark_of_an_earlier_day_alone_is_on_the_page(built: Path) -> None:
    page = _page(built, "issues/ban")

    assert 'href="#m-unchecked"' not in page
    assert '"#m-unchecked"' in page.partition('id="day-data">')[2]
    assert '<symbol id="m-unchecked"' in page


def test_terms_are_explained_where_they_first_stand(built: Path) -> None:
    page = _page(built, "issues/ban")

    assert ["The proposition", "Panel", "On record", "No public statement found"] == re.findall(
        "<dfn>(.*?)</dfn>", page
    )
    assert page.index("<dfn>") < page.index('id="wall"')


def test_a_person_stands_on_a_line_of_years_with_each_side_and_first_words(built: Path) -> None:
    page = _page(built, "people/ada")
    life = re.search('<ol class="life".*?</ol>', page, re.DOTALL)

    assert life
    assert re.findall("<time>(.*?)</time>", life[0]) == ["2025", "2026"]
    assert re.findall("<b>(.*?)</b>", life[0]) == [
        "for change, 3 Jan 2025",
        "against the ban, 9 Jan 2026",
    ]
    assert {"m-spoke"} == set(re.findall('href="#(m-[a-z]+)"', life[0]))
    assert page.index('class="life"') < page.index('id="at.ban"') < page.index('id="at.change"')


def test_an_issue_of_a_person_has_one_mark_for_its_side(built: Path) -> None:
    section = _page(built, "people/ada").partition('id="at.ban"')[2].partition("</section>")[0]

    assert {"m-against"} == set(re.findall('href="#(m-[a-z]+)"', section))
    assert section.count('href="#m-against"') > 1


def test_no_two_marks_of_pages_have_one_shape() -> None:
    marks = files("stancetracker.addons.site") / "templates" / "marks.svg.jinja"
    symbols = re.findall("<symbol[^>]*>(.*?)</symbol>", marks.read_text("utf-8"))

    assert len(symbols) > 10
    assert len(symbols) == len(set(symbols))


def test_a_line_of_years_names_who_found_none(built: Path) -> None:
    life = _page(built, "people/bo").partition('class="life"')[2].partition("</ol>")[0]

    assert "The ban: none found up to 13 Jan 2026 Checked by Us" in text(life)


def test_what_stands_for_a_person_elsewhere_names_every_issue(built: Path) -> None:
    described = re.search('name="description" content="(.*?)"', _page(built, "people/bo"))

    assert described
    assert described[1] == (
        "Bo, chief. On record on 1 of 2 issues. No public statement found on 1."
        " Change: no side in these words, 3 Feb 2025; The ban: none found up to 13 Jan 2026."
    )


def test_an_issue_without_somebody_in_its_panel_is_in_no_count_of_theirs(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "ban", "title": "The ban", "panel": ["ada"]}
    {"kind": "issue", "id": "toll", "title": "The toll", "panel": ["bo"]}
    {"kind": "statement", "speaker": "ada", "issue": "ban", "date": "2026-01-09", "stance": "favor"}
    {"kind": "statement", "speaker": "ada", "issue": "toll", "date": "2026-01-10", "stance": "favor"}
    """
    lines = lines_of(test_an_issue_without_somebody_in_its_panel_is_in_no_count_of_theirs.__doc__)
    build(write(tmp_path / "data", lines), tmp_path / "site", cache=tmp_path / "cache")
    page = _page(tmp_path / "site", "people/ada")
    summary = "On record on 1 of 1 issue. Outside the panels: on record on 1 issue."

    assert f'<p class="finding">{summary}</p>' in page
    described = re.search('property="og:description" content="(.*?)"', page)
    assert described
    assert summary in described[1]
    assert "The toll (outside the panel): for the proposition, 10 Jan 2026" in described[1]
    toll = page.partition('<section id="at.toll"')[2].partition("</section>")[0]
    assert "Outside the panel" in toll
    assert page.count("Outside the panel</p>") == 1
    life = text(page.partition('class="life"')[2].partition("</ol>")[0])
    assert "The toll: for the proposition, 10 Jan 2026; outside the panel" in life


def test_the_card_of_a_person_has_a_line_an_issue(tmp_path: Path) -> None:
    pytest.importorskip("cairosvg")
    folder = _folder(tmp_path)
    build(folder, tmp_path / "cards", cards=True, cache=tmp_path / "cache")
    drawn = (tmp_path / "cards" / "people" / "ada" / "card.svg").read_text(encoding="utf-8")

    for words in (
        "On record on 2 of 2 issues.",
        "Change",
        "for change, 3 Jan 2025",
        "against the ban, 9 Jan 2026",
    ):
        assert f">{words}</text>" in drawn
    assert 'class="f-against"' not in drawn
    assert 'class="f-favor"' not in drawn


def test_money_has_a_bar_for_what_was_bought_and_another_for_what_others_sold(built: Path) -> None:
    drawn = (built / "issues" / "ban" / "money.svg").read_text(encoding="utf-8")
    page = text(_page(built, "issues/ban"))

    assert "<title>Ada: 300 USD obligated The City, from it</title>" in drawn
    assert "<title>Ada: 100 USD obligated The City, through The Shop (reseller)</title>" in drawn
    assert "Not looked up: Bo." in page


def test_money_gives_its_days_its_smallest_contract_and_its_source(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "city"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "tie", "id": "a", "type": "contract", "actor": "acme", "counterparty": "city", "date": "2025-01-02",
     "issues": ["bridge"], "amount": {"value": 1200300.51, "currency": "USD", "bound": "exact", "of": "obligated"}}
    {"kind": "tie", "id": "b", "type": "contract", "actor": "acme", "counterparty": "city", "date": "2025-03-04",
     "issues": ["bridge"], "amount": {"value": 250499, "currency": "USD", "bound": "exact", "of": "obligated"}}
    """
    lines = lines_of(test_money_gives_its_days_its_smallest_contract_and_its_source.__doc__)
    page = text(_page(site(write(tmp_path / "data", lines)), "issues/bridge"))

    assert (
        "Contracts of 2 Jan–4 Mar 2025, the smallest of 250,000 USD obligated. Source: The Example."
    ) in page
    assert "1,451,000 USD obligated" in page
    assert "only people of the panel are named" in page
    assert "Not looked up: Ada" not in page


def test_a_publisher_leads_to_the_publisher_and_evidence_to_the_claim(built: Path) -> None:
    page = _page(built, "issues/change")

    assert '<a href="https://example.org/it" rel="nofollow">Il Foglio</a>' in page
    assert '<a href="../../r/v/index.html">evidence</a>' in page


def test_a_foreign_title_is_in_the_language_of_its_source(built: Path) -> None:
    assert 'Il Foglio, <span lang="it">“Che dice Bo”</span>' in _page(built, "r/v")


def test_a_claim_names_the_proposition_and_where_it_was_read_before_the_words(built: Path) -> None:
    page = text(_page(built, "r/v"))

    assert page.index("On the proposition") < page.index("Public statement, no side in these words")
    assert "Read in Il Foglio." in page
    assert "Cite Link Object" in page


def test_sources_stand_under_their_publishers_with_tier_and_count(built: Path) -> None:
    page = text(_page(built, "sources"))

    assert "Il Foglio “Che dice Bo” secondary · 1 record" in page


def test_people_stand_under_the_letters_that_sort_them(built: Path) -> None:
    page = _page(built, "people")

    assert ["A", "B"] == re.findall('<h2 class="small letter">(.*?)</h2>', page)


def test_a_person_s_page_folds_what_no_standing_rests_on(built: Path) -> None:
    [ban] = re.findall(r'<section id="at\.ban".*?</section>', _page(built, "people/ada"), re.DOTALL)
    shown, history = ban.split("<details>")

    assert "Public statement, against the ban, 9 Jan 2026 · evidence" in text(shown)
    assert 1 == text(shown).count("9 Jan 2026")
    assert "History: 1 more record" in history
    assert "5 Jan 2026" in history


def test_the_days_of_a_headline_stay_on_one_line(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "silence", "id": "a", "actors": ["ada"], "date": "2026-01-19"}
    {"kind": "silence", "id": "b", "actors": ["bo"], "date": "2026-01-20"}
    """
    lines = lines_of(test_the_days_of_a_headline_stay_on_one_line.__doc__)
    page = _page(site(write(tmp_path / "data", lines)))

    assert '<span class="days">19–20</span> January 2026' in page


def test_a_side_keeps_its_capitals(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"],
     "stance_words": {"favor": "for ending DACA", "against": "against ending DACA"}}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "against"}
    """
    lines = lines_of(test_a_side_keeps_its_capitals.__doc__)
    page = _page(site(write(tmp_path / "data", lines)), "r/s")

    assert "Public statement, against ending DACA, 9 Jan 2026" in text(page)


@pytest.mark.parametrize("name", ["issues/bridge", "people/ada"])
def test_of_a_standing_on_both_sides_each_statement_says_its_own(tmp_path: Path, name: str) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"],
     "stance_words": {"favor": "for it", "against": "against it"}}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "against"}
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
    """
    lines = lines_of(test_of_a_standing_on_both_sides_each_statement_says_its_own.__doc__)
    page = text(_page(site(write(tmp_path / "data", lines)), name))

    assert "on both sides" in page
    assert "Public statement, against it, 9 Jan 2026" in page
    assert "Public statement, for it, 9 Jan 2026" in page


def test_a_claim_leads_to_how_to_object_where_no_address_is_known(tmp_path: Path) -> None:
    """
    {"kind": "dataset", "contact": "Tell the clerk."} {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "against"}
    """
    lines = lines_of(test_a_claim_leads_to_how_to_object_where_no_address_is_known.__doc__)
    page = _page(site(write(tmp_path / "data", lines)), "r/s")

    assert '<a href="#object">Object</a>' in page
    assert "Tell the clerk" in text(page[page.index('id="object"') :])


def test_the_front_leaves_out_an_issue_of_which_nobody_has_a_record_that_counts(
    built: Path,
) -> None:
    assert "earlier wording" not in _page(built)
    assert (built / "issues" / "old" / "index.html").is_file()


def test_machines_read_that_an_issue_ends_where_it_does(built: Path) -> None:
    assert '"temporalCoverage":"2025-01-01/2025-03-01"' in _page(built, "issues/old")
    assert '"temporalCoverage":"2025-01-01/2026-02-02"' in _page(built)


def test_the_first_person_stands_above_the_strip_of_days(built: Path) -> None:
    page = _page(built, "issues/ban")

    assert page.index('id="wall"') < page.index('id="days"')


def test_the_strip_of_days_has_the_number_of_each_day_on_which_it_grew(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "since": "2026-01-01", "panel": ["ada", "bo"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "against"}
    {"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-29", "stance": "against"}
    """
    lines = lines_of(test_the_strip_of_days_has_the_number_of_each_day_on_which_it_grew.__doc__)
    page = _page(site(write(tmp_path / "data", lines)), "issues/bridge")
    strip = page[page.index('id="days"') :].partition("</section>")[0]

    assert {"1", "2"} <= set(re.findall(r"<text [^>]*>([0-9]+)</text>", strip))


def test_a_role_and_its_organization_each_have_their_own_direction(tmp_path: Path) -> None:
    """
    {"kind": "organization", "id": "acme", "name": "Acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "رئيس", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    """
    lines = lines_of(test_a_role_and_its_organization_each_have_their_own_direction.__doc__)
    root = site(write(tmp_path / "data", lines))

    for name in ("issues/bridge", "people/ada"):
        assert "<bdi>رئيس</bdi>, <bdi>Acme</bdi>" in _page(root, name)


def test_a_search_on_the_front_leads_on_and_each_figure_can_be_downloaded(built: Path) -> None:
    front, issue = _page(built), _page(built, "issues/ban")

    assert 'data-words="N of 2 shown"' in front
    assert 'Not in this list; <a href="people/index.html">' in front
    assert '<a href="when.svg" download>Download (SVG)</a>' in issue


def test_words_that_stand_whole_in_a_row_are_not_repeated_in_it(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "against",
     "quote": "No bridge.", "wording": "verbatim", "language": "en"}
    """
    lines = lines_of(test_words_that_stand_whole_in_a_row_are_not_repeated_in_it.__doc__)
    wall = _page(site(write(tmp_path / "data", lines)), "issues/bridge")

    assert 1 == wall[wall.index('id="wall"') :].count("“No bridge.”")


def test_a_record_says_in_plain_words_which_one_it_replaces(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "against"}
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-09", "stance": "against"}
    {"kind": "correction", "type": "supersession", "corrects": "s", "replacement": "t"}
    """
    lines = lines_of(test_a_record_says_in_plain_words_which_one_it_replaces.__doc__)
    root = site(write(tmp_path / "data", lines))

    assert (
        "Record withdrawn and replaced, not counted Public statement, against the proposition"
        in text(_page(root, "r/s"))
    )
    assert "statement of Ada" in text(_page(root, "issues/bridge/context"))
    assert " is withdrawn and replaced by the record of " in text(
        _page(root, "issues/bridge/context")
    )
    assert "This record replaces an earlier one, s, " in text(_page(root, "r/t"))
    assert "This record is withdrawn and replaced by a later one, t, " in text(_page(root, "r/s"))


def test_people_are_listed_with_role_and_organization_each_in_its_own_direction(
    tmp_path: Path,
) -> None:
    """
    {"kind": "organization", "id": "acme", "name": "Acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "رئيس", "organization": "acme", "end_date": "2027"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    """
    lines = lines_of(
        test_people_are_listed_with_role_and_organization_each_in_its_own_direction.__doc__
    )
    root = site(write(tmp_path / "data", lines))

    assert "<bdi>رئيس</bdi>, <bdi>Acme</bdi>" in _page(root, "people")
    assert "<li><bdi>رئيس</bdi>, <bdi>Acme</bdi> (ended 2027)</li>" in _page(root, "people/ada")


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of an issue whose panel and records were withdrawn, and of one that nobody asks.

    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "old", "title": "Old wording", "note": "The bridge replaces it.", "since": "2026-01-01",
     "panel": [{"actor": "ada", "until": "2026-01-31"}]}
    {"kind": "issue", "id": "ferry", "title": "The ferry", "since": "2026-01-01"}
    {"kind": "event", "id": "vote", "title": "A vote", "date": "2026-01-04", "issues": ["old", "ferry"], "trigger": true,
     "sources": [{"url": "https://example.org/vote", "tier": "primary"}]}
    {"kind": "statement", "id": "o", "speaker": "ada", "issue": "old", "date": "2026-01-05", "stance": "favor"}
    {"kind": "correction", "id": "c", "corrects": "o", "reason": "Coded again"}
    {"kind": "statement", "id": "f", "speaker": "bo", "issue": "ferry", "date": "2026-01-05", "stance": "favor"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-05", "stance": "favor"}
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-06", "stance": "favor"}
    {"kind": "statement", "id": "w", "speaker": "ada", "date": "2026-01-07", "stance": "favor"}
    {"kind": "correction", "id": "d", "corrects": "w", "reason": "Read wrong"}
    """
    folder = write(tmp_path_factory.mktemp("replaced") / "data", lines_of(str(replaced.__doc__)))
    return site(folder)


def test_an_issue_of_which_no_record_counts_says_so_and_why(replaced: Path) -> None:
    page = text(_page(replaced, "issues/old"))

    assert "Old wording No panel, and no record on it counts" in text(_page(replaced, "issues"))
    assert "This issue has no panel, and no record on it counts. The bridge replaces it." in page
    assert "Everyone on the council" not in page


@pytest.mark.parametrize("issue", ["old", "ferry"])
def test_without_a_panel_nobody_is_counted_after_an_event(replaced: Path, issue: str) -> None:
    assert "no statement on record" not in _page(replaced, f"issues/{issue}")


def test_withdrawn_records_are_counted_apart(replaced: Path) -> None:
    assert "2 records, 1 withdrawn" in text(_page(replaced, "issues/bridge"))
    assert "History: 1 more record, 1 withdrawn, 1 correction" in text(
        _page(replaced, "people/ada")
    )
    assert "records with a primary source 0 of 2" in text(_page(replaced, "issues/bridge"))


def test_issues_are_listed_above_the_table_of_people(built: Path) -> None:
    page = _page(built, "issues")

    assert page.index("1 of 2 is on record") < page.index('<table class="years">')


def test_a_day_names_those_on_record_first(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "id": "s", "speaker": "bo", "date": "2026-01-05", "stance": "against"}
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
    {"kind": "statement", "id": "u", "speaker": "ada", "date": "2026-01-03", "stance": "neither"}
    """
    lines = lines_of(test_a_day_names_those_on_record_first.__doc__)
    page = text(_page(site(write(tmp_path / "data", lines)), "issues/bridge/2026-01-05"))

    assert page.index("1 against the proposition: Bo") < page.index("1 no side in these words: Ada")


def test_a_sentence_whose_sources_differ_in_language_is_in_no_known_one(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-13", "basis": "reported", "label": "rifiuta",
     "sources": [{"url": "https://example.org/en", "tier": "reprint"},
     {"url": "https://example.org/it", "tier": "reprint", "language": "it"}]}
    """
    lines = lines_of(test_a_sentence_whose_sources_differ_in_language_is_in_no_known_one.__doc__)
    root = site(write(tmp_path / "data", lines))

    for name in ("issues/bridge", "people/ada", "r/l"):
        assert '<span dir="auto" lang="">“rifiuta”</span>' in _page(root, name)


def test_people_over_the_years_stand_by_name_before_organizations(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "bo", "name": "Abe Zed"} {"kind": "person", "id": "ada", "name": "Zoe Ash"}
    {"kind": "organization", "id": "acme", "name": "Acme"}
    {"kind": "issue", "id": "bridge", "panel": ["acme", "bo", "ada"]}
    {"kind": "issue", "id": "ferry", "since": "2025-01-01", "panel": ["bo", "acme"]}
    """
    lines = lines_of(test_people_over_the_years_stand_by_name_before_organizations.__doc__)
    table = _page(site(write(tmp_path / "data", lines)), "issues").partition('class="years"')[2]

    assert ["Zoe Ash", "Abe Zed", "Acme"] == re.findall('scope="row"><a .*?<bdi>(.*?)<', table)


def test_data_and_citation_lead_on_from_the_top_of_an_issue(built: Path) -> None:
    page = _page(built, "issues/ban")

    assert "Use this Cite · CSV · JSON · Embed" in text(page[: page.index('id="wall"')])


def test_the_side_of_each_row_stands_out(built: Path) -> None:
    assert '<span class="when"><b>against the ban</b> · ' in _page(built, "issues/ban")


@pytest.fixture(scope="module")
def unpanelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of an issue without a panel, on which one person spoke twice.

    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "title": "Crossing"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "against"}
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-29", "stance": "favor"}
    """
    path = tmp_path_factory.mktemp("unpanelled")
    return site(write(path / "data", lines_of(str(unpanelled.__doc__))))


def test_no_figure_counts_nobody_on_days_on_which_somebody_without_a_panel_spoke(
    unpanelled: Path,
) -> None:
    page = _page(unpanelled, "issues/bridge")
    days = page[page.index('id="days"') :].partition("</section>")[0]

    assert "on record" not in days
    assert "The issue as of 9 Jan 2026, 29 Jan 2026" in text(days)


def test_no_page_of_an_issue_without_a_panel_names_one(unpanelled: Path) -> None:
    page = text(_page(unpanelled, "issues/bridge"))

    assert "All events, replies and corrections" in page
    assert "of the panel" not in page
    assert "Panel and method" not in page


def test_the_front_has_the_title_of_an_issue_without_a_panel_once(unpanelled: Path) -> None:
    hero = re.search("<header class=.hero.*?</header>", _page(unpanelled), re.DOTALL)

    assert hero
    assert 1 == text(hero[0]).count("Crossing")


def test_the_foot_leaves_out_a_publisher_and_a_licence_that_are_not_known(unpanelled: Path) -> None:
    foot = text(_page(unpanelled, "people/ada").partition('<footer class="foot">')[2])

    assert "recorded by 1 Feb 2026. Rights in quoted words remain with their speakers." in foot


def test_a_site_of_which_nothing_is_recorded_names_no_day_of_a_record(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "toll", "panel": ["ada"]}
    """
    lines = lines_of(test_a_site_of_which_nothing_is_recorded_names_no_day_of_a_record.__doc__)
    root = site(write(tmp_path / "data", lines))

    assert "Nothing recorded, data" in text(_page(root))
    assert "dateModified" not in _page(root)
    assert "date-released" not in (root / "CITATION.cff").read_text("utf-8")


ANSWERED = """
    {"kind": "person", "id": "ada", "name": "Ada"}
    {"kind": "issue", "id": "toll", "since": "2025-01-01", "panel": ["ada"]}
    {"kind": "silence", "id": "check", "actors": ["ada"], "issue": "toll", "date": "2025-01-09",
     "basis": "asked", "response": "declined", "asked_on": "2025-01-08", "recorded": "2025-01-10"}
    {"kind": "reply", "id": "answer", "to": "check", "by": "ada", "date": "2025-02-03",
     "recorded": "2025-02-03"}
"""
"""Somebody declined, and replied to the record of that."""


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of somebody who replied."""
    path = tmp_path_factory.mktemp("answered")
    return site(write(path / "data", lines_of(ANSWERED)))


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of somebody with a check long ago, a memo and a reply, and of another.

    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "CEO", "organization": "acme"}]}
    {"kind": "person", "id": "bo", "name": "Bo"}
    {"kind": "issue", "id": "toll", "title": "The toll", "since": "2025-01-01", "panel": ["ada", "bo"]}
    {"kind": "statement", "speaker": "bo", "issue": "toll", "date": "2025-01-07", "stance": "favor"}
    {"kind": "silence", "id": "check", "actors": ["ada"], "issue": "toll", "date": "2025-01-09"}
    {"kind": "statement", "speaker": "ada", "issue": "toll", "date": "2025-01-03", "stance": "favor",
     "audience": "internal", "made_public": "2025-01-05", "channel": "internal-memo"}
    {"kind": "reply", "id": "answer", "to": "check", "by": "ada", "date": "2025-02-03"}
    """
    path = tmp_path_factory.mktemp("checked")
    return site(write(path / "data", lines_of(str(checked.__doc__))))


@pytest.mark.parametrize("name", ["people", "organizations/acme"])
def test_a_finding_beside_other_people_has_the_day_of_its_check(checked: Path, name: str) -> None:
    standings = re.findall('<ul class="stands">(.*?)</ul>', _page(checked, name), re.DOTALL)

    assert text(standings[0]) == (
        "The toll: none found up to 9 Jan 2025 (private remarks made known; replied 3 Feb 2025)"
    )


def test_the_line_of_years_of_a_person_has_the_reply(answered: Path) -> None:
    life = _page(answered, "people/ada").partition('class="life"')[2].partition("</ol>")[0]

    assert "none found up to 9 Jan 2025 (declined) replied 3 Feb 2025" in text(life)


@pytest.mark.parametrize("name", ["embed", "2025-02-03"])
def test_a_name_in_a_list_has_the_reply_beside_it(answered: Path, name: str) -> None:
    page = text(_page(answered, f"issues/toll/{name}"))

    assert "Ada (declined; replied 3 Feb 2025)" in page


def test_an_earlier_day_in_the_script_has_the_day_of_each_check(checked: Path) -> None:
    days = _page(checked, "issues/toll").partition('id="day-data">')[2].partition("</script>")[0]
    words = {shape["w"] for shape in json.loads(days)["shapes"]}

    assert "none found up to 9 Jan 2025 (private remarks made known; replied 3 Feb 2025)" in words
    assert "for the proposition, 7 Jan 2025" in words


def test_a_person_described_elsewhere_has_remarks_that_were_not_public(checked: Path) -> None:
    described = re.search('name="description" content="(.*?)"', _page(checked, "people/ada"))

    assert described
    assert (
        "The toll: none found up to 9 Jan 2025 (private remarks made known;"
        " replied 3 Feb 2025)." in described[1]
    )


def test_no_row_in_a_file_of_an_issue_calls_a_check_old(checked: Path) -> None:
    [row, _] = json.loads((checked / "issues/toll/index.json").read_text("utf-8"))

    assert "earliest" in row
    assert "stale" not in row


def test_a_long_list_leads_to_each_letter(tmp_path: Path) -> None:
    names = [f"{number} {name}" for name in ("Ada", "Bo", "桥") for number in range(11)]
    people: list[Line] = [
        {"kind": "person", "id": f"p-{place}", "name": name} for place, name in enumerate(names)
    ]
    lines = [*people, {"kind": "issue", "id": "toll", "panel": ["p-0"]}]
    page = _page(site(write(tmp_path / "data", [complete(line) for line in lines])), "people")
    letters = re.findall('<a href="#(letter-.*?)">(.*?)</a>', page)

    assert letters == [
        ("letter-a", "A"),
        ("letter-b", "B"),
        ("letter-other", "Other letters"),
    ]
    assert all(f'id="{anchor}"' in page for anchor, _ in letters)


def test_a_person_leads_to_a_feed_of_their_own(checked: Path) -> None:
    assert '<a href="feed.xml">What is new about <bdi>' in _page(checked, "people/ada")


def test_an_issue_of_organizations_alone_has_no_way_to_a_search_of_people(tmp_path: Path) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "issue", "id": "toll", "panel": ["acme"]}
    """
    lines = lines_of(test_an_issue_of_organizations_alone_has_no_way_to_a_search_of_people.__doc__)
    page = _page(site(write(tmp_path / "data", lines)), "issues/toll")

    assert 'name="q"' in page
    assert "search all people" not in page


def test_no_page_of_an_issue_gives_advice_for_a_terminal(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "city"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "petition", "id": "letter", "organizers": ["city"], "addressees": ["ada"],
     "demands": [{"id": "stop", "text": "Stop"}], "signatures": [{"date": "2026-01-06", "at_least": 12}]}
    {"kind": "silence", "actors": ["ada"], "date": "2026-01-09"}
    """
    lines = lines_of(test_no_page_of_an_issue_gives_advice_for_a_terminal.__doc__)
    page = text(_page(site(write(tmp_path / "data", lines)), "issues/bridge"))

    assert "Private persons who signed are counted, never named." in page
    assert "stancetracker query" not in page


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of more people than are listed with their words; nobody spoke.

    Of one, private remarks are known; another replied.
    """
    people = [f"p-{number}" for number in range(LARGE + 1)]
    memo: Line = {"kind": "statement", "speaker": "p-0", "date": "2026-01-12", "stance": "favor",
        "audience": "internal", "made_public": "2026-01-14", "channel": "internal-memo"}  # fmt: skip
    lines: list[Line] = [
        *({"kind": "person", "id": person} for person in people),
        {"kind": "issue", "id": "bridge", "panel": people},
        {"kind": "silence", "id": "check", "actors": people, "date": "2026-01-20"},
        memo,
        {"kind": "reply", "id": "reply", "to": "check", "by": "p-1", "date": "2026-02-03"},
        {"kind": "reply", "id": "own", "to": "p-1", "by": "p-1", "date": "2026-02-03"},
    ]
    path = tmp_path_factory.mktemp("many")
    return site(write(path / "data", [complete(line) for line in lines]))


def test_a_heading_of_some_of_many_has_their_number(many: Path) -> None:
    assert f"No public statement found, 12 of {LARGE + 1} shown" in text(_page(many))
    assert "shown" not in text(_page(many, "issues/bridge").partition('<div class="wall')[2])


def test_a_row_in_brief_has_its_flags_and_a_reply(many: Path) -> None:
    page = _page(many, "issues/bridge")
    first, second = (
        text(page.partition(f'<div id="at.{person}"')[2].partition("</div>")[0])
        for person in ("p-0", "p-1")
    )

    assert "up to 20 Jan 2026 private remarks made known" in first
    assert "up to 20 Jan 2026 replied 3 Feb 2026" in second


def test_a_reply_about_its_author_names_them_once(many: Path) -> None:
    page = text(_page(many, "people/p-1"))

    assert "Reply of P 1, 3 Feb 2026 “" in page


def test_the_card_and_the_description_of_a_record_name_who_replied(
    answered: Path, tmp_path: Path
) -> None:
    pytest.importorskip("cairosvg")
    folder = write(tmp_path / "data", lines_of(ANSWERED))
    build(folder, tmp_path / "cards", cards=True, cache=tmp_path / "cache")
    card = (tmp_path / "cards/r/check/card.svg").read_text(encoding="utf-8")

    assert "Ada replied 3 Feb 2025" in card
    assert "recorded by 3 Feb 2025" in card
    drawn = (tmp_path / "cards/people/ada/card.svg").read_text(encoding="utf-8")
    assert "none found up to 9 Jan 2025 (declined); replied" in drawn
    assert "Ada replied 3 Feb 2025" in _page(answered, "r/check").partition("<title>")[2][:600]


def test_a_page_without_a_day_of_its_own_names_none_as_this_day(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-12/2026-12-31", "stance": "favor"}
    """
    lines = lines_of(test_a_page_without_a_day_of_its_own_names_none_as_this_day.__doc__)
    root = site(write(tmp_path / "data", lines))
    pages = [text(_page(root, name)) for name in ("people/ada", "people/bo", "r/s")]

    assert "May have been made after this ledger's last day, not counted" in pages[0]
    assert [] == [page for page in pages if "this day" in page]


def test_the_day_of_an_issue_without_a_panel_counts_nobody_as_known_then(unpanelled: Path) -> None:
    page = text(_page(unpanelled, "issues/bridge/2026-02-01"))

    assert "As known now." in page
    assert "On that day" not in page


def test_no_figure_draws_a_panel_that_nobody_checked_as_0(tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "toll", "panel": ["ada"]}
    """
    lines = lines_of(test_no_figure_draws_a_panel_that_nobody_checked_as_0.__doc__)
    root = site(write(tmp_path / "data", lines))

    assert "How many had spoken" not in _page(root, "issues/toll")
    assert not (root / "issues/toll/many.svg").exists()
