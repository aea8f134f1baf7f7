"""Projects made of notices of counties."""
