"""The command line: a command parses, calls one function, prints."""

import gc

# Importing makes most of the objects; a collection before there are so many costs more than it
# frees.
_OBJECTS_BEFORE_COLLECTION = 100_000
gc.set_threshold(_OBJECTS_BEFORE_COLLECTION)
