"""Documents on their way 公文流转: read by one person, signed by another, sent to units that sign for them.

In flow events of people; out flow the next version of the matter and a copy for every unit. Start at
:mod:`daoan.act.documents.document`.
"""
