"""A dataset to fail on, and the command line."""

from tests.cli.conftest import run
from tests.contribute.conftest import folder

__all__ = ["folder", "run"]
