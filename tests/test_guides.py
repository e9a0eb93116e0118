"""The Python in the guides runs and prints the output shown; UPDATE_GOLDEN=1 rewrites that."""

import io
import os
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDES = [ROOT / "docs" / "notebooks.md"]
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)


def written_anew(guide: str) -> Iterator[str]:
    """Return the guide with the output of each block under it; blocks share their variables."""
    names: dict[str, object] = {}
    end = 0
    for block in BLOCK.finditer(guide):
        with redirect_stdout(io.StringIO()) as out:
            exec(compile(block[1], "guide", "exec"), names)
        yield guide[end : block.start()]
        shown = out.getvalue()
        yield f"```python\n{block[1]}```\n" + (f"\n```text\n{shown}```\n" if shown else "")
        end = block.end()
    yield guide[end:]


@pytest.mark.skipif(not GUIDES[0].exists(), reason="the docs are not here")
@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.name)
def test_a_guide_shows_what_its_code_prints(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("pandas", reason="the extra frames has pandas")
    pytest.importorskip("polars", reason="the extra frames has polars")
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    guide = path.read_text(encoding="utf-8")
    made = "".join(written_anew(guide))
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(made, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == made
    assert (12, 11) == (made.count("```python\n"), made.count("```text\n"))
