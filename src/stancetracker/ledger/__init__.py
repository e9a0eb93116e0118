"""What a line, a file and a dataset folder are: the only wing that reads or writes them."""
