"""What a figure says where remarks count that were not public."""

from pathlib import Path

from tests.addons.site.figures.conftest import alone, figures, marks, report, row, texts

from stancetracker.addons.site.formats import svg
from stancetracker.ledger.folder import Folder

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "favor"}
{"kind": "statement", "id": "memo", "speaker": "bo", "date": "2026-01-09", "stance": "against",
 "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-20"}
"""


def test_a_picture_says_that_non_public_remarks_count(folder: Folder, cache: Path) -> None:
    wider, public = (
        svg.figure(report(folder, cache, audience=audience)) for audience in ("any", "public")
    )

    # For people who see it, and for those who hear it.
    assert wider.count("Counting private remarks.") == 2
    assert "private remarks." not in public


def test_rows_are_not_as_of_a_day_before_their_remarks_were_known(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "silence", "id": "a", "actors": ["ada"], "date": "2026-01-08"}
    {"kind": "statement", "id": "memo", "speaker": "bo", "date": "2026-01-05", "stance": "against",
     "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-20"}
    """
    for audience in ("any", "public"):
        drawn = figures(folder, cache, "timeline", audience=audience)["when"]

        assert "as of 20 Jan 2026" in texts(alone(drawn))


def test_words_that_were_not_public_have_their_own_mark(folder: Folder, cache: Path) -> None:
    drawn = figures(folder, cache, "timeline", audience="any")["when"]
    shapes = [shape for shape, _x, _y in marks(row(alone(drawn), "Bo"))]

    # Beside the words of the standing; on the day they were said, and on that they became known.
    assert ["against", "private", "private"] == sorted(shapes)
    assert "private words" in [sample.words for sample in drawn.legend]
