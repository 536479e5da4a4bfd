"""Papers on their way: turns before the signature, units, marks, photographs, batches."""
