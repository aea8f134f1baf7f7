"""The parts of `records.integrity.verify`, a module for each."""
