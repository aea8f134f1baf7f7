"""The JSON API: every public table, read only, with the filters of the lists of the site."""
