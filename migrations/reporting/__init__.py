"""Frozen texts of migration 0026: the scoring rule, frozen months and their scores."""
