"""Read rows by a mapping, and check the sums that they state."""
