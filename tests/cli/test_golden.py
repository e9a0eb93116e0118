"""What people and programs read of every answer on a small dataset, whole.

What an answer says doesn't depend on its format: each is here as JSON and at one width, two are in
every format, and three at other widths. A figure is drawn for its report alone: each is here. The
fixture `golden` says how to renew the files.
"""

import re
from pathlib import Path
from typing import Final

import pytest
from tests.cli.conftest import Golden, Run, besides
from tests.commands import SMALL, TEXT_FORMATS, Arguments

pytestmark = pytest.mark.usefixtures("small")
LONG: Final = ("list", "show", "search", "due", "report")
"""The commands whose answers are long."""
ANSWERS: Final[dict[str, Arguments]] = {
    re.sub("[^a-z0-9]+", "-", re.sub("--as-of.*", "", " ".join(line))).strip("-"): line
    for line in SMALL
    if line[0] in LONG
}
WITH_FIGURE: Final = "report-coverage"
# They share few headings, so that a word that changes is in few files.
OF_FORMATS: Final = ("list-all", WITH_FIGURE)
OF_WIDTHS: Final = ("show-ada", "report-speech-audience-any", "report-matrix-all")
DRAWN: Final = tuple(
    f"report-{name}"
    for name in "summary timeline matrix-all coverage demands silence speech-audience-any first".split()
)
PAGES: Final = """
index.html issues/bridge/index.html issues/bridge/2026-01-13/index.html issues/bridge/embed/index.html
people/index.html people/cy/index.html r/look-old/index.html feed.xml
""".split()


def answered(run: Run, answer: str, format: str) -> str:
    status, out, err = run(*ANSWERS[answer], "-f", format)
    assert (0, "") == (status, besides(err))
    return out


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_has_these_values_and_these_words(
    run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    golden(f"{answer}.json", answered(run, answer, "json"))
    monkeypatch.setenv("COLUMNS", "80")
    golden(f"{answer}.80.table", answered(run, answer, "table"))


@pytest.mark.parametrize("format", [name for name in TEXT_FORMATS if name not in ("json", "table")])
@pytest.mark.parametrize("answer", OF_FORMATS)
def test_an_answer_in_every_format(run: Run, golden: Golden, answer: str, format: str) -> None:
    golden(f"{answer}.{format}", unstyled(answered(run, answer, format)))


@pytest.mark.parametrize("width", [60, 120, 200])
@pytest.mark.parametrize("answer", OF_WIDTHS)
def test_a_table_fits_every_width(
    run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, answer: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    out = answered(run, answer, "table")

    assert max(map(len, out.split("\n"))) <= width
    golden(f"{answer}.{width}.table", out)


def test_a_query_prints_its_columns_and_rows(run: Run) -> None:
    [query] = [line for line in SMALL if line[0] == "query"]

    assert run(*query, "-f", "table")[1].split("\n") == [
        "name                status     date        stale",
        "────────────────────────────────────────────────",
        "Ada Ångström        spoke      2026-01-12      0",
        "Bo [bold]Li[/bold]  silent     2026-01-15      1",
        "Cy | Young          spoke      2026-02         0",
        "Dee                 silent     2026-02-20      0",
        "Fay                 unchecked                  0",
        "",
    ]


@pytest.mark.parametrize("answer", DRAWN)
def test_every_report_with_a_figure_draws_it(run: Run, golden: Golden, answer: str) -> None:
    golden(f"{answer}.svg", answered(run, answer, "svg"))


def test_a_figure_is_a_picture(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("cairosvg")
    for format, start in (("png", b"\x89PNG"), ("pdf", b"%PDF")):
        file = tmp_path / f"x.{format}"
        assert 0 == run(*ANSWERS[WITH_FIGURE], "-o", str(file))[0]
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


@pytest.mark.parametrize("flag", ["--strict", "--list"])
def test_check_prints_these_lines(
    run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, small: Path, flag: str
) -> None:
    monkeypatch.chdir(small)

    golden(f"check{flag[1:]}.txt", run("check", flag)[1])


def test_check_prints_annotations_for_github(
    run: Run, monkeypatch: pytest.MonkeyPatch, small: Path
) -> None:
    monkeypatch.chdir(small)
    *_, last, end = run("check", "--strict", "-f", "github")[1].split("\n")

    assert "" == end
    assert last == (
        "::notice file=bridge.jsonl,line=22,col=1,title=retraction-without-source"
        "::a retraction without a source"
    )
