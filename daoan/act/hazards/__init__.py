"""Hazards 隐患 from draft to look-back.

Places where crashes gather flow in and come out as ticket drafts (:mod:`daoan.act.hazards.tickets`); a draft becomes a
matter (:func:`daoan.act.hazards.matters.matter_of`) that moves by :data:`daoan.act.hazards.hazard.HAZARD`, with
temporary control and every acceptor's word as matters below it (:mod:`daoan.act.hazards.below`).
"""

from daoan.act.hazards.tickets import GRADES, draft_tickets

__all__ = ["GRADES", "draft_tickets"]
