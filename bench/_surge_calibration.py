"""Where the calibration of ``rulepacks/surge.toml`` comes from: ``python -m bench._surge_calibration``.

Training only: the 14 scenarios of odd number, 100 replicates, seed 1001, without their current outbreak. Prints, for
rising S, the share of judged weeks with an S at most as small; only S is used, so the calibration in force does not
matter. Nothing here is judged by ``bench surge``, whose seed is
another and which scores the 14 scenarios never seen here apart.
"""

import numpy as np

from bench._surge_scenarios import FIRST_JUDGED, WEEKS, generate, list_scenarios
from daoan.kernels.surveillance.surges import detect_surges

TRAINING_SEED, TRAINING_REPLICATES = 1001, 100
POINTS = (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)


def measure_calibration() -> list[tuple[float, float]]:
    """Pairs of S and the share of weeks at or below it; a week without fresh evidence has S = 1."""
    drawn = generate([s for s in list_scenarios() if s.number % 2], TRAINING_REPLICATES, TRAINING_SEED)
    test = detect_surges(drawn.without, np.arange(FIRST_JUDGED, WEEKS))
    return [(point, float((test.statistic <= point).mean())) for point in POINTS]


if __name__ == "__main__":
    for s, p in measure_calibration():
        print(f"{s:.4f} {p:.6f}")
