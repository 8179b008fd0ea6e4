"""The pass engine 过车研判: vehicles seen at sites, one after another, and what that gives reason to suspect.

In: batches of passes (:class:`~daoan.terms.passes.PassFrame`), the sites and the road between them, the register of
vehicles, the watch list, the rule pack ``passes``.
Out: detections (:class:`~daoan.terms.detections.DetectionFrame`), each with its evidence and the chance that it is the
vehicle that it is taken for. A suspicion, until a person confirms it.

One compiled kernel, ``(state, batch) → (state, detections)``, sees each pass once (:mod:`.kernel`); what it knows of a
plate fits into 48 bytes (:mod:`.state`). It depends on the order of passes and on nothing else: not on how they are cut
into batches, not on the clock. Start at :mod:`.engine`.
"""
