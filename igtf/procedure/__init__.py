"""How the procedure changes its own numbers (sections 6 and 15).

Any participant proposes a change, with the reason. A member of the council takes it to a consensus call of everybody,
or, once enough people support it, whoever proposed it: the council alone cannot keep a change of its own rules from
being asked. What the call agrees on is balloted like a charter, and makes the next version of the numbers. It holds for
what is opened from then on; each subject keeps the version that it began under.
"""
