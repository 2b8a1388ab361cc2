"""Reading plans from words: labelled plans in many voices, and what was read of them."""
