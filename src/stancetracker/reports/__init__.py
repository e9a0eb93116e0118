"""What researchers ask: what answers and reports share, and in `catalogue` the reports themselves."""
