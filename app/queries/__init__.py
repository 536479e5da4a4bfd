"""Reads worth a name; they return rows and change nothing."""
