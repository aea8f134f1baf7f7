"""Notices to people: what one person is told once, in the admin and in a digest by mail."""
