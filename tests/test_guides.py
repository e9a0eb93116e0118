"""The Python and R in the guides print the output shown; UPDATE_GOLDEN=1 rewrites it."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from tests.datasets import SHIPPED
from tests.exporting import export

DOCS = Path(__file__).parents[1] / "docs"
END = "--- the end of a block ---\n"
Run = Callable[[list[str], Path], Iterable[str]]

pytestmark = pytest.mark.skipif(not DOCS.exists(), reason="the docs are not here")


def in_python(blocks: list[str], _: Path) -> Iterator[str]:
    """Yield what each block prints; they share their variables."""
    names: dict[str, object] = {}
    for block in blocks:
        with redirect_stdout(io.StringIO()) as out:
            exec(compile(block, "guide", "exec"), names)
        yield out.getvalue()


def in_r(blocks: list[str], place: Path) -> list[str]:
    """Return what each block prints, run as one script beside an export."""
    export(SHIPPED, "csv", place / "package", raw=True, as_of="2026-02-10")
    (place / "guide.R").write_text(
        "".join(f"{block}cat('{END[:-1]}\\n')\n" for block in blocks), "utf-8"
    )
    command = ["Rscript", "--vanilla", "guide.R"]
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(place)}
    process = subprocess.run(
        command, cwd=place, env=environ, capture_output=True, encoding="utf-8", check=False
    )
    assert (0, "") == (process.returncode, process.stderr)
    return process.stdout.split(END)[:-1]


def checked_outputs(guide: str, language: str, run: Run, place: Path) -> int:
    """Compare the outputs in a guide with those of its blocks, and return their number."""
    path = DOCS / guide
    text = path.read_text(encoding="utf-8")
    pattern = re.compile(
        rf"^```{language}\n(.*?)^```\n(?:\n```text\n.*?^```\n)?", re.DOTALL | re.MULTILINE
    )
    printed = iter(run([block[1] for block in pattern.finditer(text)], place))

    def anew(block: re.Match[str]) -> str:
        out = next(printed)
        return f"```{language}\n{block[1]}```\n" + (f"\n```text\n{out}```\n" if out else "")

    updated = pattern.sub(anew, text)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(updated, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == updated
    return updated.count("```text\n")


def test_the_notebook_shows_what_its_code_prints(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("pandas", reason="the extra frames has pandas")
    pytest.importorskip("polars", reason="the extra frames has polars")
    monkeypatch.chdir(DOCS.parent)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert 11 == checked_outputs("notebooks.md", "python", in_python, tmp_path)


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not here")
def test_the_page_on_r_shows_what_its_code_prints(tmp_path: Path) -> None:
    assert 4 == checked_outputs("r.md", "r", in_r, tmp_path)
