"""The picture of the whole: the flow of all issues, how long steps take, what waits; and the yearly report.

The figures of the statistics are kept by the worker, entry by entry of the record, so that the page costs the same
however many issues there are. A report is counted from the entries of its year, each time it is asked for.
"""
