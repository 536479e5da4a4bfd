"""Frozen texts of migration 0031: files that show that a livelihood item is done."""
