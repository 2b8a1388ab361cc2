"""Masking: sentences with the personal identifiers that must not leave the process."""
