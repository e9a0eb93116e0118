"""The text of a page, whatever its encoding and format."""

import io

import pytest

from stancetracker.addons.evidence.pages import page_of
from stancetracker.base.apart import UnreadableError
from stancetracker.base.errors import MissingLibraryError

pytest.importorskip("resiliparse", reason="the extra evidence has resiliparse")

PAGE = (
    "<!doctype html><html><head><title>Tab</title><style>p {}</style><script>var said = 'no'</script></head>"
    "<body><nav><a href='/'>Home</a></nav><p>We w<em>on</em>&rsquo;t&nbsp;stay\n   silent.</p><ul><li>One"
    "<li>Two<br>lines</ul><img alt='a picture'><!-- no --><template>no</template></body></html>"
)


def text_of(content: bytes, content_type: str = "") -> str:
    return page_of(content, content_type).text


def test_blocks_end_lines_and_inline_elements_do_not() -> None:
    words = [
        line.strip() for line in text_of(PAGE.encode(), "text/html").splitlines() if line.strip()
    ]

    assert ["Home", "We won’t\xa0stay silent.", "One", "Two", "lines"] == words


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", ""),
        ("utf-8", "text/html"),
        ("utf-8", "text/html; charset=no-such"),
        ("cp1252", "text/html; charset=windows-1252"),
        ("cp1252", 'text/html; charset="iso-8859-1"'),
        ("utf-16", "text/html"),
        ("shift_jis", "text/html; charset=Shift_JIS"),
        ("cp1251", "text/html"),
    ],
)
def test_a_page_is_decoded_in_its_own_encoding(encoding: str, content_type: str) -> None:
    words = {"shift_jis": "日本", "cp1251": "Привет, мир"}.get(encoding, "“Größe”")
    meta = '<meta charset="windows-1251">' if encoding == "cp1251" else ""

    assert words == text_of(f"<html>{meta}<p>{words}</p>".encode(encoding), content_type)


@pytest.mark.parametrize("content_type", ["text/plain", "text/markdown; charset=utf-8", ""])
def test_plain_text_is_unchanged(content_type: str) -> None:
    assert "a < b\n  “c”" == text_of("a < b\n  “c”".encode(), content_type)


def test_a_page_without_its_library_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(MissingLibraryError):
        text_of(PAGE.encode())


def test_a_pdf_is_read_whatever_its_content_type() -> None:
    pypdf = pytest.importorskip("pypdf", reason="the extra evidence has pypdf")
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(72, 72)
    writer.write(out)

    assert "" == text_of(out.getvalue(), "text/html")


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"%PDF-1.7\n%%EOF", ""),
        (b"", "application/pdf"),
        (b"\x89PNG", "image/png"),
        (b"x", "a/b; c\n d"),
    ],
)
def test_content_without_a_text_is_refused(content: bytes, content_type: str) -> None:
    with pytest.raises(UnreadableError):
        text_of(content, content_type)


@pytest.mark.parametrize(
    "page", [b"<div>" * 50_000 + b"deep", b"<b>" * 20_000 + b"</p>" * 20_000 + b"deep"]
)
def test_a_page_nested_without_end_is_read(page: bytes) -> None:
    assert "deep" == text_of(page, "text/html").strip()
