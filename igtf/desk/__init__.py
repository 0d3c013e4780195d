"""The desk: home, what needs me, search, statistics, how it works, and the one page on which moves are made."""
