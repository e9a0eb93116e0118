"""Tables of other trackers, and the mapping files that say what their columns mean."""
