"""Density at one point of a network by walking every path, as the definition says it; nothing is cut short."""


def kernel_at(kernel: str, d: float, h: float) -> float:
    u = d / h
    if u >= 1:
        return 0.0
    return (15 / 16 * (1 - u * u) ** 2 if kernel == "quartic" else 1 - u) / h


def splits(n: int, continuous: bool) -> tuple[float, float]:
    """What goes on to each other road, and back."""
    if n == 1:
        return 0.0, 1.0
    return (2 / n, 2 / n - 1) if continuous else (1 / (n - 1), 0.0)


def slow_density(roads, point, where, h, kernel, continuous):
    """``roads``: (from, to, length) each; ``point``, ``where``: (segment, metres from its first point)."""
    meet = {}
    for s, (a, b, _) in enumerate(roads):
        meet.setdefault(a, []).append((s, 0))
        meet.setdefault(b, []).append((s, 1))
    segment, at = point
    total = kernel_at(kernel, abs(where[1] - at), h) if where[0] == segment else 0.0

    def arrive(s, e, distance, weight):
        """The path reaches end ``e`` of segment ``s`` from inside."""
        if distance >= h:
            return 0.0
        ends = meet[roads[s][e]]
        onward, back = splits(len(ends), continuous)
        found = 0.0
        for t, f in ends:
            passed = weight * (back if (t, f) == (s, e) else onward)
            if passed == 0:
                continue
            length = roads[t][2]
            if where[0] == t:
                found += passed * kernel_at(kernel, distance + (where[1] if f == 0 else length - where[1]), h)
            found += arrive(t, 1 - f, distance + length, passed)
        return found

    total += arrive(segment, 0, at, 1.0)
    return total + arrive(segment, 1, roads[segment][2] - at, 1.0)
