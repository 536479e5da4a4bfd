"""Frozen texts of migration 0028: what changed due dates note for the figures."""
