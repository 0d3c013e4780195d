"""Meetings (procedure, section 11) of groups and BoFs.

A chair calls a meeting for a time that the planner found, with an agenda that builds itself from the open work of
the group. Members get it into their calendars; moving it updates them. In the meeting people say that they are
present, under a hat, and may be asked for a hum, of which no names are stored. The minutes list decisions, which
the list confirms by not objecting. A later floor may let other subjects meet: a meeting belongs to the subject
that its own names as group.
"""
