"""Drafts and recommendations: texts that anyone may submit, what the council publishes (sections 4, 7).

A draft is a line of immutable revisions, each with a hash; addresses are taken out before one is stored. Its
authors, addressees, asks and issues stand in the front matter, which is written by hand or of the fields of a form.
Publication makes a recommendation: the frozen text with a list of asks, each with its own status.
"""
