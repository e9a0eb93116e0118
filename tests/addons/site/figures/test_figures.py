"""Figures as drawn: each means the same on its page and alone, and no word in it can act."""

import re
from itertools import pairwise, product
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.addons.site.figures.conftest import (
    FRAMES,
    SVG,
    alone,
    figures,
    marks,
    report,
    row,
    texts,
)
from tests.browser.datasets import MARKUP
from tests.browser.looking import contrast
from tests.render.sample import HOSTILE

from stancetracker.addons.site.figures import shapes
from stancetracker.addons.site.figures.card import LifeLine, issue_card, life_card
from stancetracker.addons.site.figures.claim import ClaimCard, draw_claim
from stancetracker.addons.site.figures.days import titles
from stancetracker.addons.site.figures.drawn import credit
from stancetracker.addons.site.figures.frame import Drawing, Figure, svg
from stancetracker.addons.site.figures.grid import Cell, grid
from stancetracker.addons.site.figures.lettering import (
    LINE,
    fit,
    fitted_lines,
    words_that_fit,
)
from stancetracker.base import wording
from stancetracker.base.text import safe
from stancetracker.ledger.folder import Folder
from stancetracker.render.axis import Axis, short, ticks, width
from stancetracker.render.formats.html import style
from stancetracker.render.timeline import MOST_ROWS

NAMES = (*wording.MARKS, "spoke", "look")
days = st.dates().map(str)
anything = st.sampled_from((*HOSTILE, *MARKUP, "é̂̃̄" * 2_000, "橋" * 500)) | st.text(max_size=60)


@pytest.mark.parametrize("name", NAMES)
def test_without_a_style_only_words_on_record_are_filled_with_ink(name: str) -> None:
    filled = set(re.findall(' fill="(#?[a-z0-9]+)"', shapes.shape(name, 6.5)))
    paper = {shapes.INKS["paper"], "none"}

    assert (name in ("spoke", "against", "favor", "mixed", "private", "unchecked")) == bool(
        filled - paper
    )


def colourless(drawing: str) -> str:
    """Return a drawing in which every colour but the paper's is the same."""
    paper = shapes.INKS["paper"]
    bare = re.sub(' class="[^"]*"', "", drawing)
    return re.sub("#[0-9a-f]{6}", lambda match: match[0] if match[0] == paper else "ink", bare)


def test_every_shape_and_surface_differs_from_the_others_without_colour() -> None:
    marks = {colourless(shapes.shape(name, 6.5)) for name in NAMES}
    areas = {colourless(shapes.area(name, 0, 0, 50, 20)) for name in shapes.MARKS}

    assert (len(NAMES), len(shapes.MARKS)) == (len(marks), len(areas))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", ["summary", "first", "matrix", "coverage", "timeline", "demands"])
def test_a_figure_alone_refers_to_nothing_outside_itself(
    everything: Folder, cache: Path, name: str, frame: str
) -> None:
    drawings = figures(everything, cache, name).values()

    assert drawings
    for figure in drawings:
        root = alone(figure, frame)
        ids = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
        coloured = [element for element in root.iter() if "class" in element.attrib]

        assert all(element.get("fill") or element.get("stroke") for element in coloured)
        assert {element.attrib["href"][1:] for element in root.iter(f"{SVG}use")} <= ids
        assert set(root.attrib["aria-labelledby"].split()) <= ids
        assert not {"style", "script", "image", "a", "foreignObject"} & {
            element.tag.removeprefix(SVG) for element in root.iter()
        }
        assert figure.heading == root[0].text
        assert root[1].text == figure.summary
        assert "us" in texts(root)


def test_a_silent_actor_is_never_drawn_like_one_who_spoke(everything: Folder, cache: Path) -> None:
    root = alone(figures(everything, cache)["when"])
    drawn = {
        name: {mark for mark, *_ in marks(row(root, name))} for name in ("Ada", "Eve", "Fay", "Kit")
    }

    assert {"favor", "against"} == drawn["Ada"]
    assert {"silent", "look", "private"} == drawn["Eve"]
    assert {"silent", "look"} == drawn["Fay"]
    assert {"unchecked"} == drawn["Kit"]


def test_what_stands_in_words_beside_a_row_is_in_no_legend(everything: Folder, cache: Path) -> None:
    figure = figures(everything, cache)["when"]

    assert [
        "on one of these days",
        "its start is earlier or unknown",
        "a later statement",
        "a later one, which decides the side",
        "disputed, not counted",
        "none found up to this day",
        "private words",
    ] == [sample.words for sample in figure.legend]


def test_who_was_never_checked_makes_no_line_of_the_others_uncertain(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "until": "2026-02-01"}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "silence", "id": "l", "actors": ["bo"], "date": "2026-01-20"}
    """
    checked = alone(figures(folder, cache, as_of="2026-01-20")["many"])
    later = alone(figures(folder, cache, as_of="2026-01-25")["many"])

    assert "1 never looked for" in texts(checked)
    assert not [path for path in checked.iter() if path.get("stroke-dasharray") == "5 4"]
    assert "after 20 Jan 2026" in texts(later)


def test_of_a_panel_without_a_record_no_days_are_drawn(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    """
    assert {"stand"} == set(figures(folder, cache))


def test_words_of_several_days_have_lanes_and_disputed_ones_are_crossed_out(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-02/2026-01-20", "stance": "favor"}
    {"kind": "statement", "id": "b", "speaker": "ada", "date": "2026-01-08/2026-01-25", "stance": "against"}
    {"kind": "statement", "id": "c", "speaker": "ada", "date": "2026-01-12", "stance": "neither"}
    {"kind": "statement", "id": "d", "speaker": "bo", "date": "2026-01-14", "stance": "favor",
     "verification": "disputed"}
    {"kind": "silence", "id": "l", "actors": ["bo"], "date": "2026-01-16"}
    """
    root = alone(figures(folder, cache)["when"])
    drawn = {name: y for name, _, y in marks(row(root, "Ada"))[1:]}

    assert {"favor", "against", "neither"} == set(drawn)
    assert 3 == len(set(drawn.values()))
    assert {"silent", "uncounted"} == {name for name, *_ in marks(row(root, "Bo"))}
    assert "disputed, not counted" in texts(root)
    assert "none found up to 16 Jan 2026" in texts(root)


def test_the_day_of_no_statement_is_never_that_of_somebody_who_then_spoke(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "silence", "id": "a", "actors": ["ada", "bo"], "date": "2026-01-08"}
    {"kind": "silence", "id": "c", "actors": ["cy"], "date": "2026-01-20"}
    {"kind": "statement", "id": "s", "speaker": "cy", "date": "2026-01-22", "stance": "favor"}
    """
    drawn = figures(folder, cache)

    for name, frame in product(("when", "many"), FRAMES):
        words = " ".join(texts(alone(drawn[name], frame)))
        assert "none found up to 8 Jan 2026" in words
        assert "20 Jan 2026" not in words


def test_where_nobody_is_silent_no_day_of_a_check_is_named(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "silence", "id": "a", "actors": ["ada"], "date": "2026-01-08"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-22", "stance": "favor"}
    """
    drawn = figures(folder, cache)
    panel = report(folder, cache).figures[0][1][0]

    for name, frame in product(("when", "many"), FRAMES):
        words = " ".join(texts(alone(drawn[name], frame)))
        assert "as of 1 Mar 2026" in words
        assert "last record 22 Jan 2026" in words
        assert "none found up to 8" not in words
    assert "2 people · 1 never looked for · data 1a2b · stancetracker" == credit(panel, "data 1a2b")


def test_checks_of_several_days_are_named_from_the_first_to_the_last(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"], "since": "2025-12-01"}
    {"kind": "silence", "id": "a", "actors": ["ada"], "date": "2025-12-27"}
    {"kind": "silence", "id": "b", "actors": ["bo"], "date": "2026-01-26"}
    """
    drawn = figures(folder, cache)

    for name, frame in product(("when", "many"), FRAMES):
        words = " ".join(texts(alone(drawn[name], frame)))
        assert "none found up to 27 Dec 2025–26 Jan 2026" in words


def test_the_first_words_have_a_thick_bar_and_the_deciding_ones_a_ring(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-02/2026-01-10", "stance": "favor"}
    {"kind": "statement", "id": "b", "speaker": "ada", "date": "2026-01-20/2026-01-25", "stance": "against"}
    """
    drawn = ElementTree.tostring(row(alone(figures(folder, cache)["when"]), "Ada"), "unicode")
    widths = dict(
        re.findall(r's-(favor|against)-bar" stroke="#\w+" stroke-width="([\d.]+)"', drawn)
    )

    assert {"favor": "6", "against": "2.5"} == widths
    assert 1 == drawn.count('class="s-ink"')


def test_a_grid_of_too_many_rows_is_not_drawn() -> None:
    cells = [
        (f"p{number}", "Ada", "c", Cell("silent", "none found")) for number in range(MOST_ROWS + 1)
    ]

    assert grid("g", "h", "a", {"c": "C"}, cells) is None
    assert grid("g", "h", "a", {"c": "C"}, cells[1:])


def test_a_card_has_a_mark_for_each_actor_or_none() -> None:
    few, many = (
        issue_card("k", "d", "h", [("against", number), ("silent", 2)], "f", "c")
        for number in (30, 300)
    )

    assert (32, 0) == (few.count("<use"), many.count("<use"))
    assert 'width="1200" height="630"' in few


@given(days, days, st.lists(days, max_size=8))
def test_the_labels_of_an_axis_never_overlap_and_begin_with_the_first_day(
    day: str, another_day: str, marked: list[str]
) -> None:
    first_day, last_day = sorted((day, another_day))
    labels = ticks(Axis(first_day, last_day, 20, 340), marked, 15, (0, 360))

    assert all(
        earlier.middle + earlier.half < later.middle - later.half
        for earlier, later in pairwise(labels)
    )
    assert all(0 <= tick.middle - tick.half and tick.middle + tick.half <= 360 for tick in labels)
    assert short(first_day) == labels[0].text


@given(st.lists(st.tuples(st.floats(20, 340), st.text("ab ", min_size=1, max_size=20)), max_size=8))
def test_titles_of_triggers_never_overlap(triggers: list[tuple[float, str]]) -> None:
    placed = titles(sorted(triggers), 15, 360, 200) or ()
    same_level = [(a, b) for a in placed for b in placed if a is not b and a.level == b.level]

    assert all(a.high <= b.low or b.high <= a.low for a, b in same_level)
    assert not [a for a in placed for b in placed if b.level < a.level and b.low < a.x < b.high]


@pytest.mark.parametrize(
    ("apart", "levels"), [(200, [0, 0]), (80, [1, 0]), (20, [1, 0]), (5, None)]
)
def test_titles_that_would_meet_stand_on_levels_or_become_numbers(
    apart: float, levels: list[int] | None
) -> None:
    placed = titles([(60, "The first vote"), (60 + apart, "The second vote")], 15, 360, 200)

    assert levels == (None if placed is None else [title.level for title in placed])


def test_too_many_triggers_are_numbered_and_close_ones_share_a_label(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "event", "id": "a", "title": "A", "date": "2026-01-02", "trigger": true}
    {"kind": "event", "id": "b", "title": "B", "date": "2026-01-03", "trigger": true}
    {"kind": "event", "id": "c", "title": "C", "date": "2026-01-04", "trigger": true}
    {"kind": "event", "id": "d", "title": "D", "date": "2026-01-20", "trigger": true}
    {"kind": "event", "id": "e", "title": "E", "date": "2026-02-01", "trigger": true}
    {"kind": "event", "id": "f", "title": "F", "date": "2026-02-25", "trigger": true}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    """
    drawn_texts = texts(alone(figures(folder, cache)["when"], "column"))

    assert ["1–3", "4", "5", "6"] == [
        label for label in drawn_texts if label in ("1–3", "4", "5", "6")
    ][:4]
    assert "2 Jan 2026: A" in drawn_texts


def figure_named(name: str) -> Figure:
    figure = grid("g", name, name, {"c": name}, [("ada", name, "c", Cell("silent", name))])
    assert figure
    return figure


@given(anything)
def test_a_hostile_name_in_a_figure_is_only_text(name: str) -> None:
    for frame in FRAMES.values():
        drawn, harmless = (
            svg(figure_named(element), frame, "f", alone=True, credit=element)
            for element in (name, "Ada")
        )
        tags, plain = (
            [
                element.tag
                for element in ElementTree.fromstring(text).iter()
                if not element.tag.endswith(("text", "title", "}g"))
            ]
            for text in (drawn, harmless)
        )

        assert plain == tags
        assert not set(drawn) & set("\x00\x1b\u202e\u202c\u2066\ud800")


@given(anything, st.floats(10, 300))
def test_a_text_cut_to_fit_fits(name: str, room: float) -> None:
    assert width(fit(name, 15, room), 15) <= max(room, 15)
    assert len(fit(name, 15, room)) <= 200


def rgb(digits: str) -> tuple[float, ...]:
    return tuple(bytes.fromhex(digits if len(digits) == 6 else "".join(d * 2 for d in digits)))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Police practice", "Police practice"),
        ("Police practice after the killing", "Police…"),
        ("“We see it in our criminal justice system”", "“We see it…”"),
        ("Unbreakablewordofmanymanyletters", "Unbreakabl…"),
        ("“橋橋橋橋橋橋橋橋橋橋橋”", "“橋橋橋橋…”"),
    ],
)
def test_words_are_cut_between_words_and_a_quotation_stays_closed(
    words: str, expected: str
) -> None:
    assert expected == words_that_fit(words, 10, 83)


@given(st.text(max_size=400), st.integers(20, 200))
def test_lines_of_a_card_fit_and_show_where_they_are_cut(words: str, high: int) -> None:
    size, lines = fitted_lines(words, (40, 20, 10), high, 120)

    assert size == 10 or len(lines) * size * LINE <= high
    assert len(lines) <= max(1, high / (size * LINE))
    whole = fit(" ".join(safe(words).split()), size, 1e9)
    assert " ".join(lines) == whole or any("…" in line for line in lines)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_and_shapes_stand_out_from_the_paper(theme: str) -> None:
    """The contrast is that of WCAG 2: 4.5 to 1 for texts, 3 to 1 for bars."""
    css = str(style("theme", "charts")[0])
    dark = re.findall(r"prefers-color-scheme:dark\)\{:root\{(.*?)\}", css)
    plain = re.findall(r"^:root\{(.*?)\}|\}:root\{(.*?)\}", css)
    rules = dark if theme == "dark" else ["".join(declarations) for declarations in plain]
    colours = {
        name: rgb(digits) for name, digits in re.findall(r"--([\w-]+):#(\w+)", ";".join(rules))
    }
    ratio = {name: contrast(colour, colours["paper"]) for name, colour in colours.items()}

    assert {"ink", "soft", "against", "favor", "mixed", "against-bar"} < set(colours)
    assert [] == [
        name for name in ("ink", "soft", "accent", "against", "favor", "mixed") if ratio[name] < 4.5
    ]
    assert [] == [name for name in ratio if name.endswith("-bar") and ratio[name] < 3]


def test_an_empty_drawing_has_its_own_height() -> None:
    figure = Figure("n", "h", "a", "s", lambda frame: Drawing(50, ""))

    assert 'viewBox="0 0 960 60"' in svg(figure, FRAMES["page"], "f")


CLAIM = ClaimCard(
    issue="A bridge over the river",
    recorded="recorded by 25 November 2026",
    name="Ada Long",
    mark="silent",
    finding="No public statement found up to 26 Jan 2026",
    words="",
    source="In the Gazette",
    credit="Test ledger",
)


def texts_of(drawing: str) -> list[tuple[float, float, str]]:
    """Return each text of a card with its height and size, from the top."""
    found = re.findall(r'<text x="[^"]*" y="([^"]*)"[^>]*font-size="([^"]*)"[^>]*>([^<]*)', drawing)
    return sorted((float(y), float(size), words) for y, size, words in found)


def test_a_claim_card_has_the_name_above_the_words_and_the_source_below_them() -> None:
    drawn = texts_of(draw_claim(CLAIM._replace(words="“We need the bridge”")))

    assert [words for _, _, words in drawn][2:] == [
        "Ada Long",
        "No public statement found up to 26 Jan 2026",
        "“We need the bridge”",
        "In the Gazette",
        "Test ledger",
    ]
    assert max(drawn, key=lambda each: each[1])[2] == "Ada Long"


@pytest.mark.parametrize("issue", ["A bridge", "An immigration enforcement surge " * 5])
def test_the_top_line_of_a_card_never_overlaps(issue: str) -> None:
    for drawing in (
        draw_claim(CLAIM._replace(issue=issue)),
        issue_card(issue, "recorded by 25 November 2026", "h", [("silent", 2)], "f", "c"),
    ):
        day = next(each for each in texts_of(drawing) if each[2].startswith("recorded by"))
        title = next(each for each in texts_of(drawing) if each[2].startswith("A"))

        assert width(title[2], title[1]) + width(day[2], day[1]) < 1200 - 2 * 66


def test_a_claim_card_of_several_people_keeps_the_issue() -> None:
    names = "Mark Zuckerberg, Jeff Bezos, Sundar Pichai, Satya Nadella"

    drawn = texts_of(draw_claim(CLAIM._replace(name=names)))

    assert "A bridge over the river" in [words for _, _, words in drawn]


def test_a_figure_is_as_of_the_last_day_on_record(folder: Folder, tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-12", "stance": "favor"}
    {"kind": "silence", "actors": ["bo"], "date": "2026-01-27"}
    """
    drawn = texts(alone(figures(folder, tmp_path, "first")["when"]))

    assert "as of 27 Jan 2026" in drawn
    assert "as of 1 Mar 2026" not in drawn


def test_a_figure_of_checks_is_as_of_a_day_by_which_all_its_words_hold(
    folder: Folder, tmp_path: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "silence", "id": "k", "actors": ["bo"], "date": "2026-01-27"}
    {"kind": "statement", "speaker": "ada", "date": "2026-02-01/2026-02-03", "stance": "favor"}
    """
    drawn = texts(alone(figures(folder, tmp_path, "coverage")["checked"]))

    assert "as of 3 Feb 2026" in drawn
    assert "as of 27 Jan 2026" not in drawn


def test_a_figure_that_names_a_reply_is_as_of_its_day(folder: Folder, tmp_path: Path) -> None:
    """
    {"kind": "person", "id": "bo"} {"kind": "issue", "id": "bridge", "panel": ["bo"]}
    {"kind": "silence", "id": "k", "actors": ["bo"], "date": "2026-01-27"}
    {"kind": "reply", "id": "r", "to": "k", "by": "bo", "date": "2026-02-10"}
    """
    drawn = texts(alone(figures(folder, tmp_path, "first")["when"]))

    assert "replied 10 Feb 2026" in " ".join(drawn)
    assert "as of 10 Feb 2026" in drawn


def test_a_figure_of_money_does_not_call_a_limit_an_exact_amount(
    folder: Folder, tmp_path: Path
) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "city"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-12", "stance": "favor"}
    {"kind": "tie", "id": "t", "type": "contract", "actor": "acme", "counterparty": "city", "date": "2026-01-05",
     "issues": ["bridge"], "amount": {"value": 120000, "currency": "EUR", "bound": "at-most"}}
    """
    figure = figures(folder, tmp_path, "ties")["money"]

    assert "up to 120,000 EUR" in figure.summary
    assert figure.description.startswith("Amounts on record of contracts")


def test_the_card_of_a_person_counts_one_issue_that_it_leaves_out() -> None:
    lines = [
        LifeLine("2026", "silent", f"Issue {number}", "none found", "") for number in range(10)
    ]

    assert ">1 earlier issue · credit<" in life_card("chief", "Ada", lines, "summary", "credit")
