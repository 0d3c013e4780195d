"""Sources of drafts for tests."""

from datetime import timedelta

from igtf.core.clock import real_now

DUE = f"{real_now() + timedelta(days=396):%Y-%m-%d}"
"""The day by which an ask of ``GOOD`` wants to be done: ahead, whenever the tests run."""

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
    due: %DUE%
    shown_by: A public table of prices
  - addressee: Private sector
    action: Publish reference offers.
---

# Introduction

Landlocked countries pay more, ask <ines@people.example> why.

# What is proposed

Publish prices.
""".replace("%DUE%", DUE)

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
