import pytest

from stancetracker.index.checks.duplicates import skeleton


@pytest.mark.parametrize(
    ("one", "other", "ids", "same"),
    [
        ("Réné Person", "rene  PERSON", False, True),
        ("Acme", "\u0410cme", False, True),
        ("Acme", "\uff21cme", False, True),
        ("Level 1", "Level l", False, False),
        ("item-1", "item-l", True, True),
        ("modern", "modem", True, True),
        ("per-son", "person", True, True),
        ("person-a", "person-b", True, False),
    ],
)
def test_look_alikes_have_one_skeleton(one: str, other: str, ids: bool, same: bool) -> None:
    assert same == (skeleton(one, ids=ids) == skeleton(other, ids=ids))
