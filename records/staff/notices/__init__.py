"""The page of a notice: what its columns mean, and what the file does not say."""
