"""One point after another onto a metric plane, in compiled code: transverse Mercator on WGS-84, scale 1 at the centre.

For kernels that meet positions one by one and cannot hand a column to PROJ. With ``A = Δλ cos φ``, ``t = tan² φ``,
``η² = e'² cos² φ``, ``N`` the radius in the prime vertical and ``M`` the arc of the meridian
(Snyder, Map Projections, USGS 1395, 1987, eq. 8-9 to 8-13, 3-21; k₀ = 1):

=====  ========================================================================
x      N (A + (1 − t + η²) A³/6 + (5 − 18 t + t²) A⁵/120)
y      M − M₀ + N tan φ (A²/2 + (5 − t + 9 η² + 4 η⁴) A⁴/24)
=====  ========================================================================

Within 150 km of the centre it is within a millimetre of PROJ.
"""

import math

from numba import njit

RADIUS_M = 6_378_137.0
FLATTENING = 1.0 / 298.257223563
E2 = FLATTENING * (2.0 - FLATTENING)
SECOND_E2 = E2 / (1.0 - E2)
_M0 = 1.0 - E2 / 4.0 - 3.0 * E2**2 / 64.0 - 5.0 * E2**3 / 256.0
_M2 = 3.0 * E2 / 8.0 + 3.0 * E2**2 / 32.0 + 45.0 * E2**3 / 1024.0
_M4 = 15.0 * E2**2 / 256.0 + 45.0 * E2**3 / 1024.0
_M6 = 35.0 * E2**3 / 3072.0


@njit(cache=True)
def onto_plane(lon: float, lat: float, lon_0: float, lat_0: float) -> tuple[float, float]:
    """Degrees as metres east and north of the point ``lon_0``, ``lat_0``."""
    phi = math.radians(lat)
    sin, cos = math.sin(phi), math.cos(phi)
    t, eta2 = (sin / cos) ** 2, SECOND_E2 * cos * cos
    n = RADIUS_M / math.sqrt(1.0 - E2 * sin * sin)
    a = math.radians(lon - lon_0) * cos
    a2 = a * a
    x = n * a * (1.0 + a2 * ((1.0 - t + eta2) / 6.0 + (5.0 - 18.0 * t + t * t) * a2 / 120.0))
    rise = n * (sin / cos) * a2 * (0.5 + (5.0 - t + 9.0 * eta2 + 4.0 * eta2 * eta2) * a2 / 24.0)
    return x, _arc(phi, sin, cos) - _arc_at(lat_0) + rise


@njit(cache=True)
def _arc_at(lat: float) -> float:
    phi = math.radians(lat)
    return _arc(phi, math.sin(phi), math.cos(phi))


@njit(cache=True)
def _arc(phi: float, sin: float, cos: float) -> float:
    """Metres along the meridian from the equator; multiples of the angle from its sine and cosine."""
    sin2, cos2 = 2.0 * sin * cos, cos * cos - sin * sin
    sin4, cos4 = 2.0 * sin2 * cos2, cos2 * cos2 - sin2 * sin2
    sin6 = sin4 * cos2 + cos4 * sin2
    return RADIUS_M * (_M0 * phi - _M2 * sin2 + _M4 * sin4 - _M6 * sin6)
