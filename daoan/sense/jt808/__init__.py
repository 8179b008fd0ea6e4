"""JT/T 808 (2011, 2013, 2019): what vehicle terminals send over TCP 车载终端通讯协议.

In: bytes as they come off a socket, in whatever cuts, and the moment ``now``.
Out: messages with named values, :class:`daoan.terms.records.fleet.Position`, answers to send back; what cannot be used
is a :class:`daoan.terms.records.fleet.FrameRefusal`. Nothing here raises for bytes, whatever they are.
The order of things: :mod:`.framing` (7E … 7E) → :mod:`.header` → :mod:`.parts` → :mod:`.message` with the tables of
bodies → :mod:`.position`. A platform's side of the talk is :mod:`.conversation`; a terminal's side is :mod:`.terminal`.
"""
