"""Rough consensus (procedure, section 5): calls, positions, objections and what the chair declares.

A chair decides by whether objections have been dealt with. The picture across stakeholder groups and
regions stands beside the positions, never a percentage alone.
"""
