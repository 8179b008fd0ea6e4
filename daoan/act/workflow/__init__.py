"""One engine for everything with states 流转引擎.

A kind of matter is a table (:mod:`~daoan.act.workflow.table`): states, and rows that say which event leads where, who
may cause it and what must hold. The engine (:func:`daoan.act.workflow.engine.advance`) takes a matter, an event and a
moment and answers the matter's next version with the line of its log, or why not. It is pure: what it needs to know of
the world (units, calendar, rule pack, related matters) is handed in. Every kind there is stands in
:data:`daoan.act.workflow.registry.WORKFLOWS`.
"""
