"""Recall of a member of the council (procedure, sections 6 and 8): a petition, then a panel.

The panel is drawn by lot from volunteers outside the council, by RFC 3797; ``panel_share`` of it recall the member.
"""
