"""The public record: subjects, the events that change them, and the relations between them.

Everything above stands on three things: a *subject* (whatever the record is about), an *event* (one entry for
each act, never changed), and a *relation* (subject to subject). ``moves`` carries out the tables of the
procedure: one transaction, one decision, one event.
"""
