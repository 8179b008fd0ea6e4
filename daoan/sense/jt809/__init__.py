"""JT/T 809 (2011, 2019): what platforms of operators send to a platform above 道路运输车辆卫星定位系统平台数据交换.

In: bytes as they come off a link, in whatever cuts, and the moment ``now``.
Out: messages with named values, :class:`daoan.terms.records.fleet.Position`, answers; what cannot be used is a
:class:`daoan.terms.records.fleet.FrameRefusal`. Nothing here raises for bytes, whatever they are.
The order of things: :mod:`.framing` (5B … 5D) → :mod:`.header` → :mod:`.message` with the tables of :mod:`.bodies` →
:mod:`.position`. The upper platform's side of a main link is :mod:`.link`.
"""
