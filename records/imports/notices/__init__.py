"""Notices, plans and cross tables as counties make them, read into projects, money and checks."""
