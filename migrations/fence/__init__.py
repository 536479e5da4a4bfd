"""Frozen texts of migration 0006."""
