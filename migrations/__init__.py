"""The history of the database, numbered by hand; what stands here is frozen."""
