"""Frozen texts of migration 0025: the figures."""
