"""Files of each format, read into the same rows of cells."""
