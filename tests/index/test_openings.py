"""A date with an open start begins with the issue that its record is on."""

from contextlib import closing

from tests.index.tables import filled

from stancetracker.ledger.folder import Folder

QUESTIONS = (
    "SELECT id, date_earliest, date_latest, made_public_earliest FROM statement ORDER BY id",
    "SELECT id, published_earliest FROM petition",
    "SELECT record, date_earliest FROM petition_signatures",
    "SELECT record, published_earliest FROM source ORDER BY record",
    "SELECT id, date_earliest FROM event",
)


def test_open_starts_of_records_and_of_what_is_in_them(folder: Folder) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "petition", "id": "letter", "published": "../2026-01", "demands": [{"id": "build", "text": "Build"}],
     "signatures": [{"date": "../2026-01", "at_least": 5,
                     "sources": [{"citation": "C", "tier": "primary", "published": "2026-01"}]}]}
    {"kind": "statement", "id": "early", "speaker": "ada", "date": "../2025-12-31", "stance": "favor",
     "sources": [{"citation": "C", "tier": "primary", "published": "../2026-01"}]}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "../2026-01-09", "stance": "favor",
     "audience": "internal", "made_public": "../2026-02"}
    {"kind": "event", "id": "vote", "date": "../2026-01",
     "sources": [{"citation": "C", "tier": "primary", "published": "../2026-01"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "since": "2026-01-02"}
    """
    with closing(filled(folder)) as connection:
        found = [connection.execute(text).fetchall() for text in QUESTIONS]

    assert [
        [("early", "2025-12-31", "2025-12-31", None), ("said", "2026-01-02", "2026-01-09", "2026-01-02")],
        [("letter", "2026-01-02")],
        [("letter", "2026-01-02")],
        [("early", "2026-01-02"), ("letter", "2026-01-01"), ("said", None), ("vote", "0001-01-01")],
        [("vote", "0001-01-01")],
    ] == found
