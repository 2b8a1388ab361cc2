"""Evals: labelled plans, run through the advisor and scored; see README.md."""
