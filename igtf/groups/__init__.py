"""Groups (procedure, section 3): one subject from proposal to conclusion.

A participant proposes a group with a draft charter; enough supporters of several stakeholder groups and regions
make a BoF; the responsible member starts chartering; a ballot of the council puts the charter in force.
Members join in one act; chairs take up issues, which return when the group concludes. A correspondence group
or a directorate is established without a BoF, by the chair of its parent group or by the council. What a
kind of group may do is the table ``kinds.KINDS``.
"""
