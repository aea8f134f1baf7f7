"""Search: a reader's words become a question to the index, its answers become marked texts."""
