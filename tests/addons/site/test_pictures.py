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
