"""IGTF."""
