"""Reviews by directorates (procedure, section 3): a revision of a draft, read from one angle.

A review is asked for on the page of the draft. The directorate gives it to the member who was asked least recently and
is not away (``turn``); who declines passes it on. What is delivered is answered by the editors.
"""
