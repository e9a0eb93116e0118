"""Figures: everything in them is to be seen, said and read as a table, and nothing in them acts or spills over."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.browser.looking import contrast
from tests.figures.conftest import standing

from stancetracker.base import wording
from stancetracker.figures.chart import Figure, chart
from stancetracker.figures.counts import Bin, FirstStatements, HowManyHadSpoken, Step
from stancetracker.figures.frame import FRAMES, titles
from stancetracker.figures.record import Line, Moment, Spell
from stancetracker.figures.scales import axis, fit, short, tick_labels, ticks, width
from stancetracker.figures.shapes import mark
from stancetracker.figures.stand import Group, WhereTheyStand
from stancetracker.figures.tables import Grid, GridRow, TieRow, TiesOfThePanel
from stancetracker.figures.when import WhoSpokeWhen
from stancetracker.index.queries import Issue
from stancetracker.render.templates import environment, style

CLOSED = Moment("2026-01-07", "The bridge is closed")
SOLD = Moment("2026-01-24", "The bridge is sold")


def said(earliest: str, latest: str, stance: str = "against", *, open_start: bool = False) -> Spell:
    return Spell(f"2026-01-{earliest}", f"2026-01-{latest}", stance, open_start, True)


ADA = Line(standing("Ada Berg", "spoke", "against", role="mayor"), (said("20", "26"),))
BO = Line(standing("Bo Lind", "spoke", "favor"), (said("15", "18", "favor", open_start=True),))
CY = Line(
    standing("Cy Holm", "silent", earliest="2026-01-26", reported=True),
    looks=("2026-01-20", "2026-01-26"),
    reported=("2026-01-25",),
)
DEE = Line(standing("Dee Strand", "unchecked"))
WHEN = WhoSpokeWhen("2026-01-07", "2026-01-26", "2026-01-28", (CLOSED, SOLD), (ADA, BO, CY, DEE))
STEPS = (
    Step("2026-01-07", 0, 1),
    Step("2026-01-18", 1, 1),
    Step("2026-01-20", 1, 2),
    Step("2026-01-26", 2, 2),
)
MANY = HowManyHadSpoken(
    "2026-01-07", "2026-01-26", "2026-01-28", (CLOSED,), 4, "4 people", "2026-01-22", STEPS
)
BINS = (
    Bin("2026-01-05", "2026-01-11", (("against", 3), ("favor", 1))),
    Bin("2026-01-12", "2026-01-18", ()),
    Bin("2026-01-19", "2026-01-25", (("against", 6), ("mixed", 2), ("neither", 4))),
)
FIRST = FirstStatements("2026-01-07", "2026-01-25", "2026-01-28", (CLOSED,), BINS)
STAND = WhereTheyStand(
    4,
    (
        Group("spoke", "against", None, "public", 2, (ADA.standing,)),
        Group("spoke", "favor", None, "public", 1, ()),
        Group("silent", None, "declined", "public", 1, (CY.standing,)),
    ),
)
BRIDGE, FERRY = (
    Issue(id, f"The {id}", "It should be", "2026-01-01", None, None, 30, None, None, 2, 0)
    for id in ("bridge", "ferry")
)
GRID = Grid(
    (BRIDGE, FERRY), (GridRow(ADA.standing, (ADA.standing, None)), GridRow(CY.standing, (None, CY.standing)))
)
TIES = TiesOfThePanel(
    ("Contracts", "Donations"),
    (
        TieRow("ada-berg", "person", "Ada Berg", "", (("Paint for the bridge, 2025",), ())),
        TieRow("acme", "organization", "Acme", "Ada, chief", ((), ())),
    ),
)
FIGURES = (WHEN, FIRST, MANY, STAND, GRID, TIES)
DRAWN = (WHEN, FIRST, MANY, STAND)


def by_kind(figure: Figure) -> str:
    return type(figure).__name__


def tree(figure: Figure) -> Element:
    return ElementTree.fromstring(drawn(figure))


def drawn(figure: Figure) -> str:
    return str(chart(figure, environment(), lambda kind, id: f"{kind}/{id}/", slug="bridge"))


def drawings(figure: Figure) -> list[Element]:
    return [svg for svg in tree(figure).findall("svg") if svg.get("role") == "img"]


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def paths(element: Element, css: str) -> list[str]:
    found = (
        each for each in element.iter("path") if set(css.split()) <= set((each.get("class") or "").split())
    )
    return [each.get("d") or "" for each in found]


def labels(element: Element, css: str) -> list[str]:
    """Return the texts of a class."""
    return [each.text or "" for each in element.iter("text") if each.get("class") == css]


def row_of(svg: Element, name: str) -> Element:
    rows = svg.findall("g")
    return next(row for row in rows if name in [label.text for label in row.findall("text")])


def numbers(d: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", d)]


@pytest.mark.parametrize("figure", FIGURES, ids=by_kind)
def test_a_figure_is_one_element_without_style_script_or_doubled_ids(figure: Figure) -> None:
    root = tree(figure)
    ids = [each.get("id") for each in root.iter() if each.get("id")]

    assert "figure" == root.tag
    assert [] == [each.tag for each in root.iter() if each.tag in ("style", "script") or each.get("style")]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("figure", DRAWN, ids=by_kind)
def test_each_drawing_has_a_name_and_a_description_and_there_is_a_table(figure: Figure) -> None:
    svgs = drawings(figure)

    assert ["wide-drawing", "narrow-drawing"] == [svg.get("class") for svg in svgs]
    for svg in svgs:
        said = [
            text(child)
            for child in svg
            if child.get("id") in (svg.get("aria-labelledby"), svg.get("aria-describedby"))
        ]
        assert 2 == len([each for each in said if each])
    assert "The same as a table" == text(next(tree(figure).iter("summary")))
    assert 1 <= len(list(next(tree(figure).iter("tbody"))))


def test_a_bar_covers_the_days_the_sources_allow_and_the_mark_is_on_the_last() -> None:
    wide = drawings(WHEN)[0]
    begin, y, end = numbers(paths(row_of(wide, "Ada Berg"), "bar")[0])
    axis_begin, _, axis_end = numbers(paths(wide, "axis")[0])
    day = (axis_end - axis_begin) / 19

    assert pytest.approx(13 * day, abs=0.1) == begin - axis_begin
    assert axis_end == end
    assert [end - 6.5, y] == numbers(paths(row_of(wide, "Ada Berg"), "full")[0])[:2]


def test_an_open_start_has_an_arrow_and_a_known_one_has_none() -> None:
    for svg in drawings(WHEN):
        begin = numbers(paths(row_of(svg, "Bo Lind"), "bar")[0])[0]

        assert [begin - 9] == [numbers(d)[0] for d in paths(row_of(svg, "Bo Lind"), "tip")]
        assert [] == paths(row_of(svg, "Ada Berg"), "tip")


def test_what_was_reported_stands_above_a_mark_it_would_cover() -> None:
    close, apart = (replace(CY, reported=(day,)) for day in ("2026-01-26", "2026-01-12"))
    close_by, far_off = (drawings(replace(WHEN, lines=(each,))) for each in (close, apart))
    for near, far in zip(close_by, far_off, strict=True):
        row, other = row_of(near, "Cy Holm"), row_of(far, "Cy Holm")

        assert numbers(paths(row, "reported")[0])[1] < numbers(paths(row, "until")[0])[1] - 12
        assert numbers(paths(other, "reported")[0])[1] > numbers(paths(other, "until")[0])[1] - 12


def test_the_axis_breaks_after_the_last_record_where_the_figure_is_about_a_later_day() -> None:
    for late, same in zip(drawings(WHEN), drawings(replace(WHEN, as_of="2026-01-26")), strict=True):
        assert 1 == len(paths(late, "tail"))
        assert [] == paths(same, "tail")
    assert "nothing on record about them after 26 Jan 2026" in drawn(WHEN)
    assert "nothing on record" not in drawn(replace(WHEN, as_of="2026-01-26"))


def test_every_stance_that_is_drawn_is_in_the_legend() -> None:
    """Also one of another statement than the deciding one, which stands in no words beside the rows."""
    aside = replace(ADA, spells=(*ADA.spells, Spell("2026-01-20", "2026-01-20", "neither", False, False)))
    legend = next(tree(replace(WHEN, lines=(aside,))).iter("ul"))

    assert wording.STANCES["neither"] in [text(each) for each in legend.iter("li")]


def test_the_words_of_a_figure_are_about_those_in_it_alone() -> None:
    """Events, and looks for others, may be later than all that is drawn."""
    assert "not all of them checked after 22 Jan 2026" in drawn(replace(MANY, looked_until="2026-01-22"))
    assert "not all of them checked<" in drawn(replace(MANY, looked_until=None))
    assert "On record as having spoken: " in text(next(tree(MANY).iter("desc")))


def test_what_lies_beyond_the_axis_is_cut_with_an_arrow_and_has_no_mark_on_it() -> None:
    for svg in drawings(replace(WHEN, first="2026-01-21", last="2026-01-25", triggers=())):
        ada, bo = row_of(svg, "Ada Berg"), row_of(svg, "Bo Lind")
        begin, _, end = numbers(paths(svg, "axis")[0])

        assert [begin, end] == numbers(paths(ada, "bar")[0])[::2]
        assert [begin - 9, end + 9] == [numbers(part)[0] for part in paths(ada, "tip")[0].split("z") if part]
        assert [1, 1] == [d.count("M") for row in (ada, bo) for d in paths(row, "full")]


@pytest.mark.parametrize(
    "figure",
    (
        replace(WHEN, lines=()),
        replace(WHEN, triggers=()),
        replace(WHEN, first="2026-01-26"),
        replace(WHEN, first="2026-01-28", last="2026-01-26"),
        replace(WHEN, last="2026-01-08"),
        replace(WHEN, lines=(ADA,) * 150),
        replace(WHEN, first="0001-01-01", last="9999-12-31", as_of="9999-12-31"),
        replace(MANY, steps=(), looked_until=None),
        replace(MANY, total=0, people="0 people", steps=()),
        replace(MANY, first="2026-01-26"),
        replace(MANY, last="2026-01-10"),
        replace(FIRST, bins=()),
        replace(FIRST, first="2026-01-25"),
        WhereTheyStand(0, ()),
        Grid((), ()),
        TiesOfThePanel((), ()),
    ),
)
def test_whatever_is_missing_the_figure_is_drawn(figure: Figure) -> None:
    for svg in drawings(figure):
        _, _, wide, high = numbers(svg.get("viewBox") or "")

        assert not re.search(r"nan|inf|e[-+]", " ".join(paths(svg, "")))
        assert [] == [
            x for d in paths(svg, "") for x in re.findall(r"[MH](-?\d+)", d) if not -10 <= int(x) <= wide + 10
        ]
        assert 0 < high


def test_eleven_rows_are_small() -> None:
    lines = (ADA, BO, CY) * 3 + (ADA, BO)
    svgs = re.findall(
        r'<svg class="(?:wide|narrow)-drawing".*?</svg>', drawn(replace(WHEN, lines=lines)), re.S
    )

    assert 2 == len(svgs)
    assert 11_500 > sum(len(svg.encode()) for svg in svgs)


def test_with_many_rows_the_days_stand_below_them_too() -> None:
    few, many = (
        [label.text for svg in drawings(replace(WHEN, lines=(ADA,) * count)) for label in svg.findall("text")]
        for count in (20, 21)
    )

    assert 2 == few.count("26 Jan")
    assert 4 == many.count("26 Jan")


def test_a_long_name_is_cut_in_the_drawing_and_whole_in_the_table() -> None:
    long = "Adalbert von der langen Brücke über den Fluss und den Kanal"
    root = tree(replace(WHEN, lines=(called(ADA, long),)))
    names = labels(root, "name")

    assert [True, True] == [name.endswith("…") and long.startswith(name[:-1]) for name in names]
    assert [long] == [text(cell) for cell in root.iter("th") if cell.get("scope") == "row"]
    assert 2 == len([title for title in root.iter("title") if text(title).startswith(long)])


def test_a_name_is_a_link_in_tables_and_lists_where_the_actor_has_a_page() -> None:
    for figure in (WHEN, STAND, GRID, TIES):
        linked = {each.get("href"): text(each) for each in tree(figure).iter("a")}

        assert "Ada Berg" == linked["person/ada-berg/"]
        assert "<a" not in chart(figure, environment())
        assert [] == [each for svg in tree(figure).iter("svg") for each in svg.iter("a")]


def test_triggers_without_room_have_numbers_and_a_list() -> None:
    title = "The bridge is closed for all who are not on foot, in both directions"
    figure = replace(WHEN, triggers=(CLOSED, Moment("2026-01-24", title), Moment("2026-01-06", "Before")))
    for svg in drawings(figure):
        assert ["1", "2"] == labels(svg, "trigger-title")
    found = next(each for each in tree(figure).iter("ol"))

    assert "chart-triggers" == found.get("class")
    assert ["7 Jan 2026: The bridge is closed", f"24 Jan 2026: {title}"] == [text(each) for each in found]


def test_a_title_too_wide_for_a_phone_has_a_number_there_alone() -> None:
    figure = replace(WHEN, triggers=(Moment("2026-01-20", "The bridge is closed at night"),))

    assert ["The bridge is closed at night", "1"] == labels(tree(figure), "trigger-title")
    assert ["chart-triggers narrow-drawing"] == [each.get("class") for each in tree(figure).iter("ol")]


days = st.dates().map(str)
some_days = st.lists(days, max_size=8)
winter = st.lists(st.dates(date(2026, 1, 1), date(2026, 3, 1)).map(str), max_size=8)


@given(days, days, some_days, st.sampled_from(FRAMES))
def test_the_days_on_an_axis_never_overlap_and_begin_with_the_first(
    one: str, other: str, marked: list[str], frame: object
) -> None:
    first, last = sorted((one, other))
    found = ticks(axis(first, last, 20, 340), marked, 15, (0, 360))

    assert all(left.middle + left.half < right.middle - right.half for left, right in pairwise(found))
    assert all(0 <= tick.middle - tick.half and tick.middle + tick.half <= 360 for tick in found)
    assert short(first) == found[0].text
    assert len(found) <= len(tick_labels(found, 0, 15))


@given(winter, st.lists(st.text("ab ", min_size=1, max_size=20), min_size=8, max_size=8))
def test_titles_of_triggers_never_overlap(when: list[str], names: list[str]) -> None:
    line = axis("2026-01-01", "2026-03-01", 20, 340)
    moments = [Moment(day, name) for day, name in zip(sorted(when), names, strict=False)]
    found = titles(moments, line, 15, 360, 200).placed
    same_level = [(a, b) for a in found for b in found if a is not b and a.level == b.level]

    assert all(a.high <= b.low or b.high <= a.low for a, b in same_level)


@pytest.mark.parametrize(
    ("until", "drawn"),
    [(None, ["least open"]), ("2026-01-22", ["least", "least open"]), ("2026-01-28", ["least"])],
)
def test_the_band_is_open_after_the_last_check(until: str | None, drawn: list[str]) -> None:
    for svg in drawings(replace(MANY, looked_until=until)):
        css = [each.get("class") or "" for each in svg.iter("path")]

        assert drawn == [each for each in css if "least" in each]


def test_the_band_is_vouched_for_up_to_the_last_check() -> None:
    for svg in drawings(MANY):
        closed, opened = paths(svg, "least")
        begin, _, end = numbers(paths(svg, "axis")[0])
        turn = begin + (end - begin) * 15 / 19

        assert pytest.approx(turn, abs=0.1) == numbers(closed)[-1] == numbers(opened)[0]
        assert end < numbers(opened)[-1]


def test_the_edges_of_the_band_are_the_least_and_the_most() -> None:
    """On 7 Jan one may have spoken, on 18 Jan one had, on 20 Jan another may have, on 26 Jan both had."""
    for svg in drawings(replace(MANY, looked_until="2026-01-28")):
        levels = [float(each.get("y") or 0) for each in svg.iter("text") if each.get("class") == "level"]
        person = (levels[0] - levels[-1]) / 4
        bottom = numbers(paths(svg, "axis")[0])[1]
        heights = [
            [
                round((bottom - float(y)) / person)
                for y in re.findall(r"(?:V|M\S+ )(\S+?)(?=[HVz]|$)", paths(svg, which)[0])
            ]
            for which in ("least", "most")
        ]

        assert [[0, 1, 2], [1, 2]] == heights


def test_the_end_of_the_band_is_a_number_no_more_exact_than_the_sources() -> None:
    open_end = replace(MANY, steps=STEPS[:-1])
    for exact, inexact in zip(drawings(MANY), drawings(open_end), strict=True):
        assert [["2"], ["1–2"]] == [labels(svg, "number") for svg in (exact, inexact)]


def test_bars_of_first_statements_are_as_high_as_their_numbers() -> None:
    for svg in drawings(FIRST):
        rows = svg.findall("g")
        heights = [sum(abs(numbers(d)[1] - numbers(d)[3]) for d in paths(row, "area")) for row in rows]

        assert pytest.approx(3, abs=0.05) == heights[1] / heights[0]
        assert ["4", "12"] == [label.text for row in rows for label in row.findall("text")]
    assert "5–11 Jan 2026: 4 (3 against, 1 in favor)" == text(
        drawings(FIRST)[0].findall("g")[0].findall("title")[0]
    )


def test_one_of_thousands_can_be_seen() -> None:
    few = replace(STAND.groups[1], count=1)
    many = replace(STAND.groups[0], count=9_999)
    for svg in drawings(WhereTheyStand(10_000, (many, few))):
        left, _, right = numbers(paths(svg, "area favor")[0])[:3]

        assert right - left >= 3


def test_an_empty_cell_of_the_ties_says_that_nobody_looked() -> None:
    cells = [text(each) for row in tree(TIES).iter("tr") for each in row.iter("td")]

    assert ["Paint for the bridge, 2025", "not looked up", "not looked up", "not looked up"] == cells


HOSTILE = (
    "</svg><script>alert(1)</script>",
    "\"' onload=alert(1) x='",
    "\u202egrebnA\u202c\u2066",
    "a\x00b\x1b[31m\ud800",
    "x" * 10_000,
    "é̂̃̄" * 2_000,
    "橋" * 500,
    "{{ 7 * 7 }}{% for %}",
)
anything = st.one_of(
    st.sampled_from(HOSTILE), st.text(st.characters(exclude_characters="\ufffe\uffff"), max_size=60)
)


def called(line: Line, name: str) -> Line:
    return replace(line, standing=line.standing._replace(name=name, role=name, checked_by=name))


def all_called(name: str) -> tuple[Figure, ...]:
    """Return each figure with one name and title for all that comes from data."""
    actor, triggers = called(ADA, name), (Moment("2026-01-20", name),)
    who = actor.standing
    return (
        replace(WHEN, triggers=triggers, lines=(actor,)),
        replace(MANY, triggers=triggers, people=name),
        replace(FIRST, triggers=triggers),
        WhereTheyStand(2, (replace(STAND.groups[0], members=(who,)),)),
        Grid((BRIDGE._replace(title=name),), (GridRow(who, (None,)),)),
        TiesOfThePanel((name,), (TieRow("ada", "person", name, f"{name}, chief", ((name,),)),)),
    )


def tags(root: Element) -> list[str]:
    """Return all elements but those that depend on how long texts are."""
    return [
        each.tag
        for each in root.iter()
        if each.tag not in ("ol", "li", "text", "title", "path", "span", "ul")
    ]


@given(anything)
def test_whatever_a_name_is_it_is_text_and_changes_nothing_around_it(name: str) -> None:
    for figure, harmless in zip(all_called(name), all_called("Ada"), strict=True):
        root = tree(figure)

        assert tags(tree(harmless)) == tags(root)
        assert not set(drawn(figure)) & set("\x00\x1b\u202e\u202c\u2066\ud800")


@given(anything, st.floats(10, 300))
def test_a_text_that_was_cut_to_fit_fits(name: str, room: float) -> None:
    cut = fit(name, 15, room)

    assert width(cut, 15) <= max(room, 15)
    assert len(fit(name, 15, room)) <= 200


@given(anything)
def test_no_text_leaves_its_column(name: str) -> None:
    for svg in drawings(all_called(name)[0]):
        row = svg.findall("g")[0]
        name_label, words_label, *_ = row.findall("text")
        wide = svg.get("class") == "wide-drawing"
        limit = numbers(paths(svg, "axis")[0])[0] if wide else 360

        assert width(name_label.text or "", 15) <= limit
        begin = float(words_label.get("x") or 0)
        assert (
            begin + width(words_label.text or "", 14) <= 960
            if wide
            else width(words_label.text or "", 15) <= begin
        )


def test_a_circle_is_round_at_every_size() -> None:
    for tenth in range(20, 90):
        _, half, *_ = mark("silent", 50, 50, tenth / 10).d.split("a")
        rx, ry, *_, across, _ = numbers(half)

        assert rx == ry
        assert pytest.approx(2 * rx) == across


CSS = str(style("theme", "charts")[0])
TEXT = ("ink", "soft", "accent", "against", "favor", "mixed")
SHAPES = (*TEXT, "against-bar", "favor-bar", "mixed-bar", "other-bar")


@pytest.mark.parametrize("theme", (0, 1, 2), ids=("light", "dark", "print"))
def test_texts_and_shapes_stand_out_from_the_paper(theme: int) -> None:
    root = re.findall(r":root\{(.*?)\}", CSS, re.S)[theme]
    colours = {name: rgb(colour) for name, colour in re.findall(r"--([\w-]+):#(\w+)", root)}

    assert [] == [name for name in TEXT if contrast(colours[name], colours["paper"]) < 4.5]
    assert [] == [name for name in SHAPES if contrast(colours[name], colours["paper"]) < 3]


def rgb(digits: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)))


def test_colours_are_named_once() -> None:
    rules = re.sub(r":root\{.*?\}", "", CSS, flags=re.S)

    assert [] == re.findall(r"#[0-9a-f]{3,6}\b|rgb|hsl", rules)


def test_every_shape_is_told_from_the_others_without_colour() -> None:
    looks = {(mark(name, 0, 0).css.split()[0], mark(name, 0, 0).d) for name in (*wording.MARKS, "look")}

    assert 10 == len(looks)
