"""The council (procedure, sections 6 and 8): seats, ballots and what they decide.

The council reviews and routes; it writes no policy. A ballot freezes the seats when it opens, and its
result is computed from the positions, never typed. The council is a subject too, which calls its meetings.
"""
