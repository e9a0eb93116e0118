"""What a contributor does: add records, check them, bring files to their canonical form."""
