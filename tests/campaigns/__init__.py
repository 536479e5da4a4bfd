"""Campaigns, clusterings and livelihood items."""
