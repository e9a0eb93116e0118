"""Tag, program and changelog name the same version, and the program says where it is."""

import pytest
from tools import address
from tools.address import Repository
from tools.release import main, notes

CHANGELOG = "# Changelog\n\n## 1.1.0, not released\n\n- Soon.\n\n## 1.0.0, 2026-03-01\n\n- A bridge.\n- A toll.\n"
PAGES = "https://us.github.io/ledger/"


def repository(version: str) -> Repository:
    return Repository("https://github.com/us/ledger", PAGES, version)


def test_the_notes_of_a_release_are_its_part_of_the_changelog() -> None:
    assert "- A bridge.\n- A toll.\n" == notes("v1.0.0", CHANGELOG, repository("1.0.0"))


def test_the_notes_link_to_all_changes_since_the_release_before() -> None:
    changelog = f"{CHANGELOG}\n## 0.9.0, 2026-01-01\n\n- A ferry.\n"

    assert notes("v1.0.0", changelog, repository("1.0.0")) == (
        "- A bridge.\n- A toll.\n\n"
        "Every change: https://github.com/us/ledger/compare/v0.9.0...v1.0.0\n"
    )


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
        notes(tag, CHANGELOG, repository(version))


def test_a_program_that_is_nowhere_is_not_released() -> None:
    with pytest.raises(ValueError, match=r"pyproject\.toml states no address"):
        notes("v1.0.0", CHANGELOG, Repository("", "", "1.0.0"))


def test_a_refused_release_prints_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(address, "read", lambda _: repository("1.0.0"))

    assert 1 == main(["v0"])
    assert capsys.readouterr() == (
        "",
        "release: the tag is v0, and the program is version 1.0.0\n",
    )
