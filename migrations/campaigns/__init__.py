"""Frozen texts of migration 0027: clusterings, campaigns and livelihood items."""
