"""A site of many processes on one machine, each of which is killed under load."""
