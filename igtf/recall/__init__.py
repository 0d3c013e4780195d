"""Recall of a member of the council (procedure, sections 6 and 8): a petition of 20 people, then a panel of ten.

The panel is drawn by lot from volunteers outside the council, by RFC 3797; three quarters of it recall the member.
"""
