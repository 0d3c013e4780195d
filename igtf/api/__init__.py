"""The API: JSON at /api/v1, made from the tables of the procedure; the same queries and commands as the pages."""
