"""The command line: a command parses, calls one function, prints."""

import gc

# Importing makes most of the objects; collecting garbage before there are so many costs more than it frees.
gc.set_threshold(100_000)
