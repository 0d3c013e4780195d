"""The API: JSON at /api/v1, made from the tables of the procedure, with the pages' queries and commands."""
