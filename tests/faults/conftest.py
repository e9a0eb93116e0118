"""A dataset to fail on."""

from tests.contribute.conftest import folder

__all__ = ["folder"]
