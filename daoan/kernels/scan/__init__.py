"""Kulldorff's scan: where, and since when, there are more cases than chance puts anywhere.

In flow places with their neighbours from near to far (:class:`~daoan.kernels.scan.zones.Zones`), what a null model
expects of them (:class:`~daoan.kernels.scan.models.Model`) and the cases. Out flow clusters, likeliest first, none on
another's ground, with p-values (:class:`~daoan.kernels.scan.clusters.Scan`).

Start at :func:`daoan.kernels.scan.clusters.scan`. Distance is the caller's: on the plane or along a network
(:mod:`~daoan.kernels.scan.zones`); with one period the scan is purely spatial.
"""

from daoan.kernels.scan.clusters import Scan, scan
from daoan.kernels.scan.likelihood import log_likelihood_ratio, relative_risk
from daoan.kernels.scan.models import Model, permutation_model, poisson_model, shares_model
from daoan.kernels.scan.significance import recurrence_days
from daoan.kernels.scan.zones import Zones, network_zones, plane_zones

__all__ = [
    "Model",
    "Scan",
    "Zones",
    "log_likelihood_ratio",
    "network_zones",
    "permutation_model",
    "plane_zones",
    "poisson_model",
    "recurrence_days",
    "relative_risk",
    "scan",
    "shares_model",
]
