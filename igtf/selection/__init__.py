"""Selection of the council (procedure, section 8): call, nominations, pool, draw by lot, objections, confirmation.

What decides is one published file: seats, pool, sources with their values, and what changed since. `igtf draw`
repeats it.
"""
