"""Frozen texts of migration 0012."""
