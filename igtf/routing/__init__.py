"""Routing: bodies, liaison statements and answers; the clearing house."""
