"""Reports drawn in characters on a terminal, and links out of HTML and Markdown."""

import re
from typing import Any

from tests.reports.asking import Ask

from stancetracker.render import Display, cell_len
from stancetracker.render.formats import html, md, plain, table
from stancetracker.reports.catalogue import coverage, first, summary, timeline
from stancetracker.reports.listing import listing
from stancetracker.reports.table import Figure, Report


def printed(report: Report, width: int = 60, format: Any = table, **display: bool) -> str:
    shown = Display(width=width, **display)
    return "".join(format.render(report, report.sections[report.main], shown))


def drawing(report: Report, width: int = 60, **display: bool) -> list[str]:
    """What stands between the headline and the sections."""
    return printed(report, width, **display).split("\n\n")[1].split("\n")


def test_a_row_a_person_with_bars_over_uncertain_days_the_last_check_and_triggers(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "person", "id": "di"} {"kind": "issue", "id": "bridge", "panel": ["di", "cy", "bo", "ada"],
     "stance_words": {"favor": "for it", "against": "against it"}}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-07/2026-01-19", "stance": "favor"}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-25", "stance": "against"}
    {"kind": "statement", "speaker": "bo", "date": "../2026-01-20", "stance": "against"}
    {"kind": "silence", "id": "l", "actors": ["cy"], "date": "2026-01-13", "response": "declined"}
    {"kind": "event", "id": "vote", "title": "A vote", "date": "2026-01-10", "trigger": true}
    """
    report = ask(timeline.report, as_of="2026-03-01")

    assert [
        "     1 Jan   10 Jan             25 Jan",
        "     2026",
        "     ┴──────────┴──────────────────┴┈┈┈",
        "                ▼ A vote",
        "Ada          ━━━━━━━━━━━━━━━◆      ●     ● against it; moved",
        "Bo   ◂━━━━━━━━━━━━━━━━━━━━━━━●           ● against it",
        "Cy   ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈○ 13 Jan             ○ declined",
        "Di              ┊                        · never looked for",
    ] == drawing(report)
    assert ["Ada  ● against it; moved", "       ━━━━━━━━━━━━━◆     ●"] == drawing(report, 30)[4:6]
    assert "Bo   \x1b[94m◂━━━━━━━━━━━━━━━━━━━━━━━●\x1b[0m" in printed(report, color=True)
    assert "\x1b" not in printed(report)
    assert ["Cy  ┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈┈○     ○ declined"] == [
        line
        for line in drawing(ask(coverage.report, as_of="2026-03-01", people=("cy",)))
        if "○" in line
    ]
    for width in range(1, 200):
        assert max(map(cell_len, printed(report, width).split("\n"))) <= max(width, 2)


def test_statements_that_overlap_or_are_disputed_have_lines_of_their_own(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-07/2026-01-19", "stance": "favor"}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-10/2026-01-25", "stance": "favor"}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-30", "stance": "mixed", "verification": "disputed"}
    """
    report = ask(timeline.report)

    assert ["━◆ × ◆ for the proposition", "─◆"] == [
        re.sub(r"(.)\1+", r"\1", line).removeprefix("Ada").strip() for line in drawing(report)[3:5]
    ]


def test_a_strip_has_a_mark_a_person_and_none_for_a_large_panel(shipped: Ask) -> None:
    report = shipped(summary.report)
    [(name, (asked, *_)), *_] = report.figures
    large = asked._replace(counts=asked.counts._replace(total=101))
    many = report._replace(figures=(Figure(name, (large,)),))

    assert ["●●●●●●◆○○○○"] == drawing(report)
    assert ["●●●●", "●●◆○", "○○○"] == drawing(report, 4)
    assert "●●" not in printed(many)


def test_drawings_of_characters_are_for_the_terminal_alone(shipped: Ask) -> None:
    for make in (summary.report, first.report, timeline.report):
        report = shipped(make)
        for format in (html, md, plain):
            assert not any(art in printed(report, format=format) for art in ("●●", "━", "┈"))
    assert "┈" in printed(shipped(first.report))


def test_a_row_leads_to_its_source_and_to_its_page_on_the_site_of_the_dataset(ask: Ask) -> None:
    """
    {"kind": "dataset", "url": "https://ledger.example/all"}
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "favor"}
    """
    report = ask(listing)
    markdown, page = (printed(report, format=each) for each in (md, html))

    assert "[The Example](<https://example.org/news>)" in markdown
    assert "Ada](<https://ledger.example/all/r/s/>)" in markdown
    assert (
        '<a href="https://ledger.example/all/people/bo/" rel="nofollow"><bdi>· Bo</bdi></a>' in page
    )
    assert '<a href="https://example.org/news" rel="nofollow">The Example</a>' in page


def test_no_control_character_of_a_side_reaches_the_terminal(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"],
     "stance_words": {"favor": "for\\u009dit", "against": "against\\u0002it"}}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-12", "stance": "favor"}
    """
    for width in (60, 120):
        for report in (coverage.report, timeline.report):
            assert "\x9d" not in printed(ask(report, issues=("bridge",)), width)


def test_a_timeline_on_a_terminal_ends_where_its_drawing_does(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "favor"}
    {"kind": "event", "id": "vote", "date": "2026-01-10"}
    """
    whole = printed(ask(timeline.report, as_of="2026-03-01"))
    of_a_day = printed(ask(timeline.report, as_of="2026-03-01", since="2026-01-09"))

    assert "2 records, one by one: --section entry" in whole
    assert "Some words." not in whole
    assert "A vote" in of_a_day


def test_a_timeline_in_a_file_lists_every_record(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "favor"}
    """
    assert "Some words." in printed(ask(timeline.report, as_of="2026-03-01"), format=md)
