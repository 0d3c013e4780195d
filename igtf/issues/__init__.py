"""Outcomes and issues: what occasions bring out, and the questions of public policy that follow (section 2).

An outcome waits until the clearing house disposes of it. An issue is filed by anyone, assigned to a member of the
clearing house, and goes to a body that can take care of it, or to a working group when none can.
"""
