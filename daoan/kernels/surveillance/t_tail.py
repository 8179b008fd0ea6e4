"""Student's t tail probability in compiled code."""

import math

from numba import njit


@njit(cache=True)
def t_two_sided(t: float, freedom: int) -> float:
    """P(|T| > |t|) with ``freedom`` ≥ 1 degrees of freedom.

    It is the regularised incomplete beta function I_x(ν/2, ½) at x = ν / (ν + t²), by Lentz's continued fraction.
    Source: DLMF 8.17.22, https://dlmf.nist.gov/8.17.E22.
    """
    nu = float(freedom)
    x = nu / (nu + t * t)
    a, b = nu / 2.0, 0.5
    if x >= 1.0:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - _front(b, a, 1.0 - x) * _fraction(b, a, 1.0 - x)
    return _front(a, b, x) * _fraction(a, b, x)


@njit(cache=True)
def _front(a: float, b: float, x: float) -> float:
    logs = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(logs) / a


@njit(cache=True)
def _fraction(a: float, b: float, x: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > tiny else tiny)
    value = d
    for m in range(1, 400):
        for odd in range(2):
            if odd == 0:
                term = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
            else:
                term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
            d = 1.0 + term * d
            d = 1.0 / (d if abs(d) > tiny else tiny)
            c = 1.0 + term / c
            if abs(c) < tiny:
                c = tiny
            value *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return value
