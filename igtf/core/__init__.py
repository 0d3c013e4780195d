"""Core: what any such application has; it knows nothing of policy."""
