"""Frozen statements of staff photographs and of the files of visits and rectifications."""
