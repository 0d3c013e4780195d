"""Discussion: one comment thread, one follow button, one timeline, on any subject of the record."""
