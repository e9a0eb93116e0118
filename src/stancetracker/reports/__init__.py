"""The answers to researchers: the reports in `catalogue`, and what they share."""
