"""Search: turn a reader's words into a query of the index, and its rows into snippets."""
