"""Clusters 时空聚集: where, and since when, the city has more crashes than these roads' usual share of them.

In: the network, its snapped crashes, the flow on it, black spots, the rule packs ``clusters`` and ``severity``.
Out: :class:`daoan.terms.records.Cluster`, likeliest first, each with its p-value and recurrence interval.
Start at :func:`daoan.assess.clusters.find.find_clusters`; what is usual is in ``usual``, what a cluster may cover in
``windows``.
"""

from daoan.assess.clusters.find import find_clusters

__all__ = ["find_clusters"]
