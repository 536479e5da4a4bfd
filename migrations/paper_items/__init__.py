"""Frozen texts of migration 0023: what stands behind a paper."""
