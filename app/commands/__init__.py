"""Command-line groups of the product."""
