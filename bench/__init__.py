"""Measure the program beside its peers: a generator of datasets, and every budget in one run."""
