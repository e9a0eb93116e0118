"""What never leaves a page, a figure or a file without what protects the person named in it."""

from pathlib import Path

import pytest
from tests.addons.site.pages.sites import site, text
from tests.datasets import lines_of, write

from stancetracker.base import wording


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of an issue with every kind of doubt.

    Ada's side is inferred, Bo may have spoken, and of Cy only a memo is known, beside an article.

    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "person", "id": "out"}
    {"kind": "issue", "id": "bridge", "since": "2026-01-01", "panel": ["ada", "bo", "cy"],
     "stance_words": {"favor": "for the bridge", "against": "against the bridge"}}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "stance_basis": "inferred", "coded_by": "us", "note": "By the photo."}
    {"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-03/2026-01-20", "stance": "favor"}
    {"kind": "statement", "id": "memo", "speaker": "cy", "date": "2026-01-05", "stance": "neither",
     "audience": "internal", "made_public": "2026-01-06", "channel": "internal-memo"}
    {"kind": "issue", "id": "ban", "title": "The ban", "since": "2025-01-01", "panel": ["ada"]}
    {"kind": "silence", "id": "check", "actors": ["cy", "out"], "date": "2026-01-10", "basis": "reported",
     "checked_by": "The Example", "label": "Cy has said nothing."}
    """
    path = tmp_path_factory.mktemp("fair")
    return site(write(path / "data", lines_of(built.__doc__)), "https://example.org/")


def _text(root: Path, name: str) -> str:
    page = (root / name).read_text(encoding="utf-8")
    return text(page.partition("</head>")[2] or page)


def test_a_page_of_a_day_says_whose_side_is_inferred_and_who_may_have_spoken(built: Path) -> None:
    page = (built / "issues/bridge/2026-01-10/index.html").read_text(encoding="utf-8")
    shown = text(page.partition("</head>")[2])

    assert "1 for the bridge: Ada (inferred)" in shown.replace("(1 inferred)", "").replace(
        "  ", " "
    )
    assert "Bo (may have spoken)" in shown
    assert "Cy (private remarks made known)" in shown
    assert (
        "1 of 1 stance inferred; private remarks made known for 1 of the other 2; 1 may have spoken."
        in page.partition("</head>")[0]
    )


@pytest.mark.parametrize("name", ["embed/index.html", "spread.svg", "stand.svg"])
def test_what_leaves_the_site_keeps_its_marks_and_claims_no_check(built: Path, name: str) -> None:
    shown = _text(built, f"issues/bridge/{name}")

    assert "inferred" in shown
    assert "private remarks made known" in shown or wording.PRIVATE in shown
    assert "for the bridge" in shown
    assert "for the proposition" not in shown
    assert "last checked" not in shown
    assert "according to the articles cited" in " ".join(shown.split())


@pytest.mark.parametrize("name", ["issues/bridge", "", "issues/bridge/2026-01-10"])
def test_nobody_checked_where_only_an_article_says_so(built: Path, name: str) -> None:
    shown = _text(built, f"{name}/index.html".lstrip("/"))

    assert "last check" not in shown.lower()
    assert "a check" not in shown.replace("no check", "")


def test_the_mark_of_reported_remarks_leads_to_them(built: Path) -> None:
    link = 'r/memo/index.html">private remarks made known</a>'

    assert link in (built / "issues/bridge/index.html").read_text(encoding="utf-8")
    assert link in (built / "people/cy/index.html").read_text(encoding="utf-8")


def test_those_outside_the_panel_have_the_day_and_the_source_too(built: Path) -> None:
    page = (built / "issues/bridge/index.html").read_text(encoding="utf-8")
    outside = text(page[page.index('id="others"') :])

    assert "Out chief up to 10 Jan 2026 · evidence The Example wrote on 10 Jan 2026" in outside


def test_none_found_beside_other_issues_has_its_day_and_evidence(built: Path) -> None:
    page = (built / "index.html").read_text(encoding="utf-8")

    assert 'r/check/index.html">none found up to 10 Jan 2026</a>' in page


def test_the_example_of_the_method_is_about_nobody_on_record(built: Path) -> None:
    page = (built / "method/index.html").read_text(encoding="utf-8")

    assert "Ada Example is no real person." in page
    assert not [who for who in ("ada", "bo", "cy", "out") if f"people/{who}/" in page]
