"""Figures: every number is declared once as data, and can be walked back to its rows."""
