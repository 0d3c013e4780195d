"""Archives of other places: the issues, comments and people of a group that worked elsewhere before.

``reading`` takes the archive format of IETF groups apart and says what is amiss, ``meaning`` says what a state and a
label there are here, ``commands`` writes. Importing again brings in what is new and changes what changed.
"""
