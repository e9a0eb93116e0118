"""The dataset of a contributor."""

from tests.contribute.conftest import folder as folder
