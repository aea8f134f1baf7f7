"""Files that are sent in: looked through without being run, bounded before they are opened."""
