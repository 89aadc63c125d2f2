"""What changed between two records, and why."""
