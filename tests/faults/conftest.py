"""A dataset to fail on."""

from __future__ import annotations

from tests.contribute.conftest import folder

__all__ = ["folder"]
