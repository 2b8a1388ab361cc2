"""Migrations of the records, oldest first."""
