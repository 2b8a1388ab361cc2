"""Text that tries to talk the advisor round, and innocent text that looks like it."""
