"""Appeals: any decision can be appealed by anyone; who decides, and what an upheld appeal annuls (section 10).

``decisions`` is the table of what can be appealed, ``rungs`` who decides, ``effects`` what taking a decision back means
beside the state.
"""
