"""What the program costs beside its peers: a generator of datasets, and the measuring of both in one run."""
