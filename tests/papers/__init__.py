"""Damaged papers, one for each item of the check, and the script that makes them."""
