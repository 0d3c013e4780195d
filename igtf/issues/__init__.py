"""Issues: outcomes, issues and their supporters."""
