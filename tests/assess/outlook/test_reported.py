"""What is not reported yet is taken from the nowcast, and only where it can tell."""

from datetime import timedelta

import numpy as np

from daoan.assess.outlook.reported import LEAST, completeness_of
from daoan.terms.codes import Severity
from daoan.terms.estimates import Estimate
from daoan.terms.records import Nowcast, NowcastWeek
from tests.assess.outlook.outlook_makers import AS_OF


def nowcast(*shares: float | None, area: str = "t", severity: Severity | None = None) -> Nowcast:
    """Weeks back from :data:`AS_OF`, latest first."""
    weeks = tuple(
        NowcastWeek(
            AS_OF - timedelta(weeks=k + 1), AS_OF - timedelta(weeks=k), 5, share and Estimate(share, share, share), None
        )
        for k, share in enumerate(shares)
    )
    return Nowcast(area, severity, AS_OF, "estimated", weeks)


def test_each_moment_gets_the_share_of_its_week():
    known = completeness_of([nowcast(0.1, severity=Severity.FATAL), nowcast(0.5, 0.9, 0.05)], "t", "Asia/Shanghai")
    local = np.datetime64(AS_OF.replace(tzinfo=None), "h") + np.timedelta64(8, "h")
    moments = local - np.array([1, 24 * 7, 24 * 7 + 1, 24 * 14 + 1, 24 * 30]).astype("timedelta64[h]")
    assert known is not None
    assert known(moments).tolist() == [0.5, 0.5, 0.9, LEAST, 1.0]


def test_no_delay_known_no_completeness():
    assert completeness_of([], "t", "UTC") is None
    assert completeness_of([nowcast(None, None)], "t", "UTC") is None
    assert completeness_of([nowcast(0.5, area="elsewhere")], "t", "UTC") is None
