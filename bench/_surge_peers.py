"""The same work by others: statsmodels one series at a time, and R's ``surveillance`` where Rscript has it."""

import json
import shutil
import subprocess
import time
from importlib.metadata import version
from typing import Any

import numpy as np
import statsmodels.api as sm

from bench._surge_scenarios import Ints
from daoan.kernels.surveillance.reference import lay_reference

R_SCRIPT = """
suppressMessages(library(surveillance)); a <- commandArgs(TRUE)
y <- as.matrix(read.csv(a[1], header=FALSE)); n <- nrow(y)
s <- sts(observed=y, start=c(2000,1), frequency=52)
begun <- proc.time()
f <- farringtonFlexible(s, control=list(range=n, b=5, w=3, noPeriods=10, weightsThreshold=2.58, pastWeeksNotIncluded=26,
  pThresholdTrend=0.05, alpha=0.005, limit54=c(0,4), thresholdMethod="nbPlugin", glmWarnings=FALSE))
took <- proc.time() - begun
cat(sprintf('{"seconds": %f, "cpu_seconds": %f, "version": "%s", "bounds": [%s]}\\n', took[["elapsed"]],
  took[["user.self"]], as.character(packageVersion("surveillance")), paste(upperbound(f), collapse=",")))
"""


def time_statsmodels(counts: Ints) -> dict[str, Any]:
    """Seconds for Noufaily's baseline of the last week of each series (fit, weigh down, fit again)."""
    layout = lay_reference(5, 3, 10, 26, 1, 52.0)
    design = np.column_stack([np.eye(10)[layout.season], -layout.ago])
    begun, begun_cpu = time.perf_counter(), time.process_time()
    for series in counts:
        past = series[series.size - 1 - layout.ago].astype(float)
        if not past.any():
            continue
        weights = np.ones(len(past))
        for turn in range(2):
            fit = sm.GLM(past, design, family=sm.families.Poisson(), var_weights=weights).fit(scale="X2")
            if turn == 0:
                hat = np.clip(fit.get_hat_matrix_diag() / fit.scale, 0, 1 - 1e-9)
                s = 1.5 * (past ** (2 / 3) * fit.mu ** (-1 / 6) - fit.mu**0.5) / np.sqrt(max(fit.scale, 1) * (1 - hat))
                weights = np.where(s > 2.58, 1 / np.maximum(s, 1e-9) ** 2, 1.0)
    return {
        "series": len(counts),
        "seconds_per_1000_series": round((time.perf_counter() - begun) * 1000 / len(counts), 3),
        "cpu_seconds_per_1000_series": round((time.process_time() - begun_cpu) * 1000 / len(counts), 3),
        "version": version("statsmodels"),
    }


def time_surveillance(counts: Ints, folder: str) -> dict[str, Any] | None:
    """The same with R, and its bounds; None where Rscript or the package is not there."""
    if shutil.which("Rscript") is None:
        return None
    path = f"{folder}/series.csv"
    np.savetxt(path, counts.T, fmt="%d", delimiter=",")
    answer = subprocess.run(["Rscript", "-e", R_SCRIPT, path], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        return None
    result = json.loads(answer.stdout.splitlines()[-1].replace("NA", "null"))
    return {
        "series": len(counts),
        "seconds_per_1000_series": round(result["seconds"] * 1000 / len(counts), 3),
        "cpu_seconds_per_1000_series": round(result["cpu_seconds"] * 1000 / len(counts), 3),
        "version": result["version"],
        "bounds": result["bounds"],
    }
