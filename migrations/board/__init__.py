"""Frozen texts of migration 0018: the message board."""
