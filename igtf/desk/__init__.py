"""The desk: home, what needs me, search, how it works, and the one page on which moves are made."""
