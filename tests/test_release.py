"""Tag, program and changelog name the same version."""

import pytest
from tools.release import main, notes

from stancetracker import __version__

CHANGELOG = "# Changelog\n\n## 1.1.0, not released\n\n- Soon.\n\n## 1.0.0, 2026-03-01\n\n- A bridge.\n- A toll.\n"


def test_the_notes_of_a_release_are_its_part_of_the_changelog() -> None:
    for more in ("", "\n## 0.9.0, 2026-01-01\n\n- A ferry.\n"):
        assert "- A bridge.\n- A toll.\n" == notes("v1.0.0", CHANGELOG + more, "1.0.0")


@pytest.mark.parametrize(
    "tag, version, why",
    [
        ("v1.0.1", "1.0.0", "the tag is v1.0.1, and the program is version 1.0.0"),
        ("1.0.0", "1.0.0", "the tag is 1.0.0"),
        ("v1.1.0", "1.1.0", "the changelog has no heading `## 1.1.0, YYYY-MM-DD`"),
        ("v1x0.0", "1x0.0", "the changelog has no heading"),
    ],
)
def test_a_tag_without_its_version_or_heading_is_refused(tag: str, version: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        notes(tag, CHANGELOG, version)


def test_a_refused_release_prints_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["v0"])
    assert capsys.readouterr() == (
        "",
        f"release: the tag is v0, and the program is version {__version__}\n",
    )
