"""Imports of spreadsheets: a file becomes drafts that are submitted together, all or none."""
