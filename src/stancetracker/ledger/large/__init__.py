"""Checking a dataset too large to be held: a quick look at every line, and a close one where something may be wrong.

The quick look never says what is wrong, only that it can't be sure; then the lines concerned, with all that they
are held against, make a dataset of their own for `ledger.checks`, which finds in it what it would in the whole.
"""
