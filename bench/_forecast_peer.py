"""scikit-learn on the same task: hour, weekday, place, and what every dull baseline says."""

import time

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from threadpoolctl import threadpool_limits

from daoan.assess.forecast.baselines import list_baselines
from daoan.assess.forecast.panel import Panel
from daoan.terms.frames import Floats, Ints

#: Days at the beginning whose baselines rest on too little.
WARM_UP_DAYS = 28


def fit_peers(panel: Panel, until: int, rows: Ints, small: bool) -> dict[str, tuple[Floats, float, float]]:
    """Probabilities (rows, cells), seconds to build features and fit, and seconds to predict, by name of the peer.

    One thread each, as ours has. ``small`` grows fewer trees.
    """
    begun = time.perf_counter()
    learnt = np.arange(WARM_UP_DAYS * panel.periods_per_day, until)
    learnt = learnt[np.isfinite(panel.counts[learnt]).all(axis=1)]
    X, y = _features(panel, learnt), (panel.counts[learnt] > 0).ravel()
    asked = _features(panel, rows)
    building = time.perf_counter() - begun
    models = {
        "scikit-learn HistGradientBoosting": HistGradientBoostingClassifier(
            max_iter=25 if small else 150,
            learning_rate=0.2 if small else 0.05,
            max_leaf_nodes=15,
            l2_regularization=10.0,
            random_state=1,
        ),
        "scikit-learn LogisticRegression": make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=300)),
    }
    told = {}
    for name, model in models.items():
        one_hot = "Logistic" in name
        with threadpool_limits(1):
            begun = time.perf_counter()
            model.fit(_dummies(X) if one_hot else X, y)
            fitted = time.perf_counter() - begun
            begun = time.perf_counter()
            chance = model.predict_proba(_dummies(asked) if one_hot else asked)[:, 1]
        told[name] = (chance.reshape(len(rows), panel.cells), building + fitted, time.perf_counter() - begun)
    return told


def _features(panel: Panel, rows: Ints) -> Floats:
    """(rows × cells, 7): period, weekday, cell, and the logit of each of four baselines."""
    shape = (len(rows), panel.cells)
    period = np.broadcast_to((rows % panel.periods_per_day)[:, None], shape)
    weekday = np.broadcast_to(panel.weekday[panel.day_of[rows]][:, None], shape)
    cell = np.broadcast_to(np.arange(panel.cells)[None, :], shape)
    said = [np.log(p / (1 - p)) for p in list_baselines(panel, rows).values()]
    return np.column_stack([column.ravel() for column in (period, weekday, cell, *said)]).astype(np.float64)


def _dummies(X: Floats) -> Floats:
    """The first two columns as dummies, the cell left out (the baselines tell its level)."""
    dummies = OneHotEncoder(sparse_output=False).fit_transform(X[:, :2])
    return np.column_stack([dummies, X[:, 3:]])
