"""Lines, files and dataset folders: the only wing that reads or writes them."""
