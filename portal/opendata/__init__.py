"""Open data: everything public, to be taken away whole, asked for in parts, and checked."""
