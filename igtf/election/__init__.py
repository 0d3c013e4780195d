"""Election of the council's chair (procedure, sections 1 and 8): by the members, in public.

The stakeholder group of the chair rotates: who is of the group of the last chair counts only when nobody else stands.
"""
