"""查询 Looking up a plate, a person or a track: on what grounds, which look-ups are unusual, which are reviewed.

In: a :class:`~daoan.act.lookups.grounds.LookUp` that somebody asks for, later the lines of the audit log, shifts, own
plates, known case numbers, the rule pack ``lookups``.
Out: a refusal or the note for the log; flags on lines; the draw of the monthly review. Nothing here looks anything up.
Start at :func:`daoan.act.lookups.grounds.refusal_of`; flags are in ``unusual``, the draw in ``review``.
"""

from daoan.act.lookups.grounds import LookUp, note_of, refusal_of
from daoan.act.lookups.review import Review, draw_review
from daoan.act.lookups.unusual import Flag, flag_lookups

__all__ = ["Flag", "LookUp", "Review", "draw_review", "flag_lookups", "note_of", "refusal_of"]
