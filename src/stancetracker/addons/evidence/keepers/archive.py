"""The copies that `stancetracker archive` keeps."""

from stancetracker.addons.evidence.copies import forget as forget
from stancetracker.addons.evidence.quotes import compare as compare
