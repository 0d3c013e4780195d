"""Meetings (procedure, sections 8 and 11) of groups and BoFs, and of the council.

Whoever leads calls a meeting for a time that the planner found, with an agenda that builds itself from the open
work. Those invited get it into their calendars; moving it updates them. The meeting's pages lead from point to
point. People say that they are present, under a hat, and may be asked for a hum, of which no names are stored. The
minutes record what was decided by moves, and list other decisions, which are confirmed unless somebody objects. A
meeting belongs to the subject that its own names as group; ``owners`` says what differs by who that is.
"""
