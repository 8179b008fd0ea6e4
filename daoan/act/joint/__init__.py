"""Joint governance 协同共治: what the committee asks of its members.

Decisions of meetings, notices that must be answered 抄告 and joint inspections flow in as one matter each with one part
for every unit that is asked (:mod:`daoan.act.joint.part`); they close when every part is accepted
(:mod:`daoan.act.joint.asking`).
"""
