"""The longer texts of the story: charters, drafts, reports."""

CHARTER = """# Scope

How issues of Internet policy that are new, and that no existing body can take care of, find a first home: who
looks at them, in which order, and with whom at the table.

# Not in scope

The issues themselves. The group writes how they are taken up, not what should be decided about them.

# Deliverables

1. A recommendation on a first home for emerging issues.
2. A recommendation on how developing countries take part from the first day.
3. A glossary of the terms that the five baskets of replies of 2013 used differently.

# How success is seen

Two bodies have said what they will do, and a year later it can be seen that they did.

# Bodies to coordinate with

IGF and its MAG, CSTD, ITU, ISOC.
"""

MANDATE = """Sort what was said since 2005 about the oversight of changes to the root zone, and report which of the
four models of the working group of 2005 people could live with today.

The report says for each model: who supports it, who could live with it, who rejects it and why.
"""

RIGHTS = """Read drafts before they go to the council, and say what they mean for the rights of people: speech, privacy,
taking part, and whether those who are affected were heard. A review names the paragraph and what would mend it.
"""

REVIEW = """The glossary describes and does not judge, which is right for it.

* *Respective roles*: both readings are there, but not **whose** they are. Say who held which.
* *Enhanced cooperation*: mended by nothing, it is fine.

With the first point mended nothing stands against it from this angle.
"""

TERMS_MORE = """
# Who meant what

Replies of governments read *respective roles* as a limit; most others as a list of what each brings.
"""

DRAFT_HOME = """---
title: A first home for emerging issues
abbrev: First home
abstract: |
  Issues that no existing body can take care of wait for years. This draft asks two bodies to open a standing item
  for them, so that each finds a table within six months at which all stakeholders sit on an equal footing.
authors:
  - name: Amadou Exemplar
    organisation: Example Rights Network
addressees: [IGF, CSTD]
addresses: [{issue}]
keywords: [emerging issues, clearing house]
asks:
  - addressee: IGF
    action: Keep a standing session for issues that have no home, open to remote participation.
    due: {due}
    shown_by: The session is in the published programme.
  - addressee: CSTD
    action: Report each year which emerging issues were taken up by which organisation.
    shown_by: The report of the Secretary-General on the follow-up names them.
---

# Introduction

Social networks, cloud computing, the Internet of things, smart cities, the mobile Internet and digital surveillance
all raised questions of public policy before any organisation had them in its mandate. {opening}

# What is proposed

A standing session at the forum, and a line in a report that exists already. Neither needs a new organisation.

# Equal footing

The session is prepared by people of at least three stakeholder groups and of two regions. {footing}

# Considered and not proposed

A new intergovernmental council was considered. It would take years to set up, and the issues would wait for it.
"""

DRAFT_CAPACITY = """---
title: Taking part from the first day
abbrev: First day
abstract: |
  People from developing countries join discussions when the questions are set already. This draft asks for support
  at the stage at which an issue is first described.
authors:
  - name: Mwana Mfano
    organisation: Landlocked Networks Forum
addressees: [ITU-D, ISOC]
addresses: [{issue}]
asks:
  - addressee: ITU-D
    action: Offer a yearly course on bringing an issue of Internet policy, in six languages.
    due: {due}
    shown_by: The course is announced and has taken place once.
  - addressee: ISOC
    action: Pay for remote hubs in least developed countries for meetings of open groups.
    shown_by: Hubs are listed with each meeting.
---

# Introduction

Whoever describes an issue first decides who is asked next. Most descriptions come from a handful of countries.

# What is proposed

A course, and hubs. {change}

# Considered and not proposed

Travel money for single meetings: it helps a few people once.
"""

DRAFT_TERMS = """---
title: Words the five baskets used differently
abbrev: Terms
abstract: |
  Replies of 2013 used the same words for different things. This glossary says for each word who meant what by it.
authors:
  - name: Hana Yeje · 예제 하나
addressees: [CSTD]
addresses: [{issue}]
asks:
  - addressee: CSTD
    action: Use the glossary when replies to a questionnaire are compared.
---

# Introduction

'Enhanced cooperation' was, for some, what happens every day; for others, what has not begun.

# Terms

Enhanced cooperation
: For one half a description, for the other a demand.

Respective roles
: A limit to what each may do, or a list of what each brings.
"""

DRAFT_SHUTDOWN = """---
title: Who is told before a network is shut down
abbrev: Shutdown notice
abstract: |
  Networks are switched off in emergencies without anybody being told why or until when. This draft asks for a notice.
authors:
  - name: Fatou Misaal
addressees: [HRC]
addresses: [{issue}]
asks:
  - addressee: HRC
    action: Ask States to publish, within a day, the reason and the expected end of each shutdown.
---

# Introduction

Hospitals, banks and schools learn of a shutdown when it happens to them.

# What is proposed

A public notice within a day: the reason, the area, the expected end, and who can be asked.
"""

DRAFT_OWN = """---
title: {title}
abbrev: {title}
abstract: |
  {abstract}
authors:
{authors}
addressees: [{addressee}]
addresses: [{issue}]
---

# Introduction

{abstract}

# What is proposed

{proposed}
"""
