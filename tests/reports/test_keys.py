"""The keys of answers: a name means one type of value, whatever report it stands in."""

from tools.docs import types_by_key


def test_a_key_has_one_type_in_every_answer() -> None:
    types = types_by_key()

    assert {"name", "panel", "total"} <= types.keys()
    assert {} == {key: of_key for key, of_key in types.items() if len(of_key) > 1}
