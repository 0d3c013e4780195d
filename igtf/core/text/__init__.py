"""Texts: Markdown from people to safe HTML, comparisons, names and links in texts, files and paper."""
