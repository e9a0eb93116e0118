"""The instruments of the other tests find faults on pages that have them."""

from pathlib import Path

import pytest
from tests.browser import looking
from tests.browser.conftest import Look

POLICY = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">"
HEAD = "<!doctype html><html lang=en><meta charset=utf-8><title>A bridge</title>"
PAGE = HEAD + "{policy}<main><h1>A bridge</h1>{body}</main>"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return the file of the page that a test writes."""
    return tmp_path / "page.html"


def written(page: Path, body: str, policy: str = "") -> Path:
    page.write_text(PAGE.format(body=body, policy=policy), encoding="utf-8")
    return page


def test_what_the_policy_stops_is_said(look: Look, page: Path) -> None:
    body = """<link rel=stylesheet href=https://example.org/x.css><img alt=x src=x.png onerror='window.__hit=1'>
      <script>window.__hit=1</script>"""
    said = "\n".join(look(written(page, body, POLICY)).messages)

    assert "error: Executing inline script violates" in said
    assert "error: Executing inline event handler violates" in said
    assert "error: Loading the image" in said
    assert "error: Loading the stylesheet" in said


def test_what_a_page_loads_is_asked_for_and_does_not_arrive(look: Look, page: Path) -> None:
    seen = look(written(page, "<img alt=x src=https://example.org/x.png>"))

    assert [page.as_uri(), "https://example.org/x.png"] == seen.requests
    assert any("ERR_NAME_NOT_RESOLVED" in text for text in seen.messages), seen.messages


def test_a_dialog_an_exception_and_a_warning_are_said(look: Look, page: Path) -> None:
    seen = look(
        written(page, "<script>alert('Hello'); console.warn('careful'); nothing()</script>")
    )

    assert ["dialog: Hello", "warning: careful", "error: nothing is not defined"] == seen.messages


def test_axe_finds_a_picture_without_words_and_grey_on_grey(look: Look, page: Path) -> None:
    body = "<img src=data:image/gif;base64,R0lGODlhAQABAAAAACw=><p style='color:#888;background:#999'>Ash</p>"
    found = looking.violations(look(written(page, body)))

    assert {"image-alt", "color-contrast"} == {rule.partition(":")[0] for rule in found}


def test_the_contrast_of_black_and_white() -> None:
    white, black, grey = (255.0, 255.0, 255.0), (0.0, 0.0, 0.0), (118.0, 118.0, 118.0)

    assert [21, 1, 4.54] == [
        round(looking.contrast(*pair), 2)
        for pair in ((white, black), (black, black), (grey, white))
    ]


def test_a_text_is_held_against_what_is_painted_behind_it(look: Look, page: Path) -> None:
    """Find black on black, faint grey and white on white; accept black on white and hidden texts."""
    body = """<svg width=300 height=200 style='background:#fff'><rect width=300 height=40 />
      <text y=30 fill='#111'>Dark</text> <text y=70 opacity=.4>Pale</text>
      <text y=110>Good</text> <text y=150 fill=white visibility=hidden>Hidden</text>
      <text y=180 x=10><tspan fill='#eee'>Part</tspan> well</text></svg>
      <svg width=100 height=30 style='display:none'><text y=20 fill=white>Gone</text></svg>"""
    found = looking.faint_texts(look(written(page, body)))

    assert ["Dark", "Pale", "Part"] == [text.partition(":")[0] for text in found]


def test_what_reaches_out_of_the_window_is_found_unless_it_scrolls(look: Look, page: Path) -> None:
    body = f"""<p id=long>{"x" * 500}</p> <div id=wide style='width:3000px'></div>
      <div style='overflow-x:auto'><p style='width:3000px'>Held</p></div> <p id=short>x</p>"""
    document, *elements = look(written(page, body)).run("sticking_out")

    assert document.endswith("> 1280")
    assert ["main. ", "p. long", "div. wide"] == elements


def test_a_text_outside_its_drawing_and_where_each_lies_is_found(look: Look, page: Path) -> None:
    body = "<svg width=200 height=50><text id=in y=20>In</text><text x=190 y=40>Reaches out</text></svg>"
    found = look(written(page, body)).run("drawn_texts")

    assert [("In", False), ("Reaches out", True)] == [(text["text"], text["out"]) for text in found]
