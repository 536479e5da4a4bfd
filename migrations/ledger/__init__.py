"""Frozen texts of migration 0008."""
