"""A web page that stands alone."""

import re
from base64 import b64encode
from hashlib import sha256

from hypothesis import given
from tests.addons.site.pages.sites import Page
from tests.render import sample
from tests.render.sample import rendered


def test_a_page_shows_marks_as_they_were_written_and_its_source_shows_them() -> None:
    page = rendered("html", sample.hostile("<b>שלום\u200f! \u061c\u200e"))

    assert "&lt;b&gt;שלום&#8207;! &#1564;&#8206;" in page
    assert not sample.UNSAFE.search(page)


@given(sample.MARKUP)
def test_no_text_becomes_a_tag_or_an_attribute(text: str) -> None:
    page = Page(rendered("html", sample.hostile(text)))
    plain = Page(rendered("html", sample.hostile("x")))

    assert page.tags <= plain.tags | {"p"}
    assert page.attributes <= plain.attributes | {"class"}
    assert {"script", "a", "img"}.isdisjoint(page.tags)


def test_the_page_allows_its_own_style_and_nothing_else() -> None:
    output = rendered("html", sample.whole())
    style = re.search("<style>(.*)</style>", output, re.DOTALL)

    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in output
    assert "http" not in output.replace("http-equiv", "")


def test_the_page_without_headings_and_without_rows() -> None:
    output = rendered("html", sample.whole(), headers=False)

    assert 'scope="col"' not in output
    assert "<p>No rows.</p>" in output
