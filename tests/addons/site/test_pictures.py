"""What draws pictures may not be there."""

import sys

import pytest

from stancetracker.addons.site import pictures
from stancetracker.base.errors import UsageError

pytest.importorskip("cairosvg", exc_type=ImportError)


def test_pictures_without_cairo_are_refused_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoCairo:
        """Stands where a library of the system can't be loaded."""

        def find_spec(self, name: str, *_: object) -> None:
            if name == "cairocffi":
                raise OSError("no library called cairo was found")

    monkeypatch.delitem(sys.modules, "cairocffi", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoCairo(), *sys.meta_path])

    with pytest.raises(UsageError, match=r"^--cards needs the library Cairo"):
        pictures.require_drawing("--cards")
    assert not pictures.can_draw.__wrapped__()


@pytest.mark.parametrize("name", ["محمد", "מרים", "हिन्दी", "தமிழ்"])
def test_letters_that_cairo_would_misplace_are_refused_in_a_line(name: str) -> None:
    with pytest.raises(UsageError, match=r"^-f png can't set text from right to left"):
        pictures.require_setting(f"<text>{name}</text>", "-f png")


@pytest.mark.parametrize("name", ["José Ángel", "Мария", "Nguyễn Văn An", "李明"])
def test_other_letters_are_set(name: str) -> None:
    assert pictures.can_set(f"<text>{name}</text>")
