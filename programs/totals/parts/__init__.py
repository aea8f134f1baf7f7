"""What stated totals add: their parts, and the sums of these."""
