"""Sources of drafts for tests."""

GOOD = """---
title: Interconnection of landlocked countries
abbrev: Landlocked
abstract: |
  Transit countries should publish cost-based prices.
authors:
  - name: Ines Exemplar
    organisation: Transit Watch
addresses: [1]
addressees: [ITU]
asks:
  - addressee: ITU
    action: Collect the prices of transit and publish them.
    due: 2027-12-31
    shown_by: A public table of prices
  - addressee: Private sector
    action: Publish reference offers.
---

# Introduction

Landlocked countries pay more, ask <ines@people.example> why.

# What is proposed

Publish prices.
"""

BAD = """---
title: Half a draft
addresses: [one]
---

# Introduction

See [that][nowhere].
"""

SHORT = """---
title: A title in one line
abstract: What this draft proposes, to whom, and why.
authors:
  - name: {name}
---

# Introduction

Which issue is this about, and who is affected by it?

# What is proposed

Say what should be done.
"""
