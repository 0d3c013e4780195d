"""Drafts: the texts on which a group seeks consensus (procedure, section 4).

A draft is Markdown with front matter that names its authors, its addressees and what it asks of them. Each
revision is immutable and has a hash; addresses are taken out before it is stored.
"""
