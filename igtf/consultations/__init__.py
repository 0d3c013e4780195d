"""Consultations (procedure, section 12): a questionnaire, replies under a hat, baskets, statements, a summary.

A group or the clearing house asks; the questions are frozen when it opens. Replies are public, one for each person,
and may be revised until the end, with what they were before. Answers are counted by stakeholder group and region, and
who asks sorts the texts into baskets. Statements drawn from replies are agreed with or not. A written summary ends it,
and replies can become issues. It is modelled on the questionnaire that a working group of the United Nations sent out
in 2013: 18 questions, 69 replies, five baskets.
"""
