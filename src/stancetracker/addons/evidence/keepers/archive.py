"""The copies that `stancetracker archive` keeps."""

from stancetracker.addons.evidence.copies import compare as compare
from stancetracker.addons.evidence.copies import forget as forget
