"""From a notice to drafts: read, ask, rehearse, load."""
