"""Spreadsheets in: from a file to drafts that are submitted together, all or none."""
