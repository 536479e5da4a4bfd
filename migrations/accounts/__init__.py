"""The tables and refusals of migration 0002, frozen with it."""
