"""Drafts and recommendations: texts that anyone may submit, and what the council publishes (sections 4 and 7).

A draft is a line of immutable revisions, each with a hash; addresses are taken out before one is stored. Its
authors, addressees, asks and issues stand in the front matter of the text. Publication makes a recommendation:
the frozen text with a list of asks, each with its own status.
"""
