"""Watch entries 布控: vehicles that are looked for, on what ground, until when, and who agreed to it.

In: what somebody files (:mod:`daoan.act.watches.filing`) or the register of vehicles lets us propose
(:mod:`daoan.act.watches.proposing`), the rule pack ``watches`` (:mod:`daoan.act.watches.catalogue`). Out: matters that
move by the table of :mod:`daoan.act.watches.watch`, cures that end them (:mod:`daoan.act.watches.curing`), and the
entries in force at a moment as columns (:mod:`daoan.act.watches.frame`).
"""
