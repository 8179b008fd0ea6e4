"""勤务实况 Presence: where units of a deployment were heard of, against where their plan wants them.

In: reports of crews as tracks (:mod:`.tracks`), placements of a :class:`~daoan.terms.records.deploying.Deployment`, hot
spots with their active hours (:mod:`.hotspots`), the rule packs ``presence`` and ``match``.
Out: how each unit stands at a moment (:mod:`.board`), the match score (:mod:`.matching`), expected injuries covered as
planned and as confirmed (:mod:`.covering`). Time that is not heard is never presence. Start at
:func:`daoan.act.presence.board.stand_of`.
"""
