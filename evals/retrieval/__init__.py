"""How well search finds the provisions that answer a question."""
