"""The database beneath ``core.db``: engines and replica, schema and backup, prepared queries, rows without objects."""
