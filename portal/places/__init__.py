"""Where: the pages of places, and the map of tiles."""
