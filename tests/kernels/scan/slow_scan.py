"""The scan as its definition says it, with nothing clever: every centre, every radius, every duration."""

import math

import numpy as np


def ratio_of(c: float, e: float, total: float) -> float:
    """Kulldorff's log likelihood ratio for high rates."""
    if c <= e or c == 0:
        return 0.0
    outside = (total - c) * math.log((total - c) / (total - e)) if c < total else 0.0
    return c * math.log(c / e) + outside


def slow_best(distance, size, counts, expected, total, most_share, least):
    """The best ratio around each centre, and the (places, periods) that have it.

    ``distance`` (n, n), inf where there is no way; ``counts``, ``expected`` (n, T), oldest period first.
    """
    best = []
    for centre in range(len(distance)):
        top = (0.0, frozenset(), 0)
        for radius in sorted({d for d in distance[centre] if math.isfinite(d)}):
            inside = [j for j in range(len(distance)) if distance[centre][j] <= radius]
            if sum(size[j] for j in inside) > most_share * sum(size) * (1 + 1e-12):
                break
            for periods in range(1, counts.shape[1] + 1):
                c = counts[inside, -periods:].sum()
                ratio = ratio_of(c, expected[inside, -periods:].sum(), total)
                if c >= least and ratio > top[0] + 1e-9:
                    top = (ratio, frozenset(inside), periods)
        best.append(top)
    return best


def slow_clusters(best):
    """Likeliest first, each on ground of its own."""
    taken, clusters = set(), []
    for ratio, places, periods in sorted(best, key=lambda b: -b[0]):
        if ratio > 0 and not places & taken:
            taken |= places
            clusters.append((ratio, places, periods))
    return clusters


def straight_distances(xy):
    """Distances on the plane."""
    return np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))


def network_distances(from_node, to_node, length, gaps=()):
    """Middle to middle along the network, by Floyd and Warshall."""
    n, nodes = len(length), max(*from_node, *to_node) + 1
    away = np.full((n + nodes, n + nodes), np.inf)
    np.fill_diagonal(away, 0.0)
    ways = [(i, n + end, length[i] / 2) for i in range(n) for end in (from_node[i], to_node[i])]
    ways += [(n + a, n + b, way) for a, b, way in gaps]
    for a, b, way in ways:
        away[a, b] = away[b, a] = min(away[a, b], way)
    for via in range(n + nodes):
        away = np.minimum(away, away[:, via : via + 1] + away[via : via + 1, :])
    return away[:n, :n]
