"""What every answering command prints, in every format, on a small dataset.

The fixture `golden` says how to renew it.
"""

import re
from pathlib import Path

import pytest
from tests.cli.conftest import Golden, Run, besides

from stancetracker.base import plugins
from stancetracker.render import formats

ANSWERS = {
    "list": ("list", "--all", "--actors", "any"),
    "show-person": ("show", "ada"),
    "show-statement": ("show", "ada-2"),
    "query": (
        "query",
        "SELECT name, status, date, stale FROM standing WHERE panel ORDER BY position",
    ),
    "search": ("search", "no*"),
    "due": ("due",),
    "report-summary": ("report", "summary", "--as-of", "2026-02-10"),
    "report-silence": ("report", "silence"),
    "report-speech": ("report", "speech", "--audience", "any"),
    "report-matrix": ("report", "matrix", "--all"),
    "report-timeline": ("report", "timeline"),
    "report-first": ("report", "first", "--as-of", "2026-02-22"),
    "report-moves": ("report", "moves"),
    "report-coverage": ("report", "coverage"),
    "report-ties": ("report", "ties", "--all"),
    "report-matrix-beside": ("report", "matrix", "--beside"),
    "report-demands": ("report", "demands"),
    "report-rates": ("report", "rates"),
}
pytestmark = pytest.mark.usefixtures("small")
PAGES = """
index.html issues/bridge/index.html issues/bridge/2026-01-13/index.html people/cy/index.html people/index.html
organizations/acme/index.html r/look-old/index.html issues/bridge/embed/index.html feed.xml CITATION.cff
""".split()
PICTURES = ("svg", "png", "pdf")
DRAWN = (
    "summary",
    "timeline",
    "matrix",
    "coverage",
    "demands",
    "silence",
    "speech",
    "first",
)


@pytest.mark.parametrize(
    "format", [name for name in plugins.names(formats) if name not in PICTURES]
)
@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_in_every_format(run: Run, golden: Golden, answer: str, format: str) -> None:
    if (answer, format) == ("query", "id"):
        pytest.skip("the key of a query is its first column: tests/cli/test_query.py")
    status, out, err = run(*ANSWERS[answer], "-f", format)

    assert (status, besides(err)) == (0, "")
    golden(f"{answer}.{format}", unstyled(out) if format == "html" else out)


@pytest.mark.parametrize("name", DRAWN)
def test_every_report_with_a_figure_as_a_picture(
    run: Run, golden: Golden, tmp_path: Path, name: str
) -> None:
    status, out, err = run(*ANSWERS[f"report-{name}"], "-f", "svg")
    assert (status, besides(err)) == (0, "")
    golden(f"report-{name}.svg", out)

    pytest.importorskip("cairosvg")
    for format, start in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        file = tmp_path / f"x.{format}"
        assert 0 == run(*ANSWERS[f"report-{name}"], "--size", "column", "-o", str(file))[0]
        assert file.read_bytes().startswith(start)


def unstyled(page: str) -> str:
    """Leave out the style and the script, which are files of their own."""
    files = "(?<=<style>).*?(?=</style>)|(?<=<script>).*?(?=</script>)|(?<='sha256-)[^']*"
    return re.sub(files, "", page, flags=re.DOTALL)


def test_the_pages_of_a_site_are_these(run: Run, golden: Golden, tmp_path: Path) -> None:
    assert run("site", str(tmp_path / "site"))[0] == 0
    for page in PAGES:
        golden(
            f"site-{page.replace('/', '-')}",
            unstyled((tmp_path / "site" / page).read_text("utf-8")),
        )


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_table_fits_every_width(
    run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, answer: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    _, out, _ = run(*ANSWERS[answer], "-f", "table")

    assert max(map(len, out.split("\n"))) <= width
    golden(f"{answer}.{width}.table", out)


@pytest.mark.parametrize(
    "arguments", [("check", "--strict"), ("check", "--strict", "-f", "github"), ("check", "--list")]
)
def test_check_prints_these_lines(
    run: Run,
    golden: Golden,
    arguments: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    small: Path,
) -> None:
    monkeypatch.chdir(small)
    _, out, _ = run(*arguments)

    golden("-".join(word.strip("-") for word in arguments) + ".txt", out)
