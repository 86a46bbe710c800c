"""Least squares with Newey–West errors, by statsmodels; and contrasts of its coefficients."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.diagnostic import acorr_breusch_godfrey
from statsmodels.stats.stattools import durbin_watson

from commonweal.evidence.evaluation.outcome import Estimate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A fitted model. `design` is shaped (points, coefficients), `residuals` (points,)."""

    design: Floats
    coefficients: Floats
    residuals: Floats
    lags: int
    fitted: Any
    """The statsmodels result: contrasts and diagnostics are asked of it."""

    def contrast(self, weights: Floats, name: str, meaning: str) -> Estimate:
        """The estimate of a weighted sum of the coefficients, by Student's t with n − k degrees."""
        found = self.fitted.t_test(weights)
        low, high = (float(end) for end in np.asarray(found.conf_int(alpha=0.05)).ravel())
        return Estimate(
            name=name,
            meaning=meaning,
            value=float(np.asarray(found.effect).ravel()[0]),
            low=low,
            high=high,
            standard_error=float(np.asarray(found.sd).ravel()[0]),
            p=float(np.asarray(found.pvalue).ravel()[0]),
        )

    def band(self, rows: Floats) -> tuple[Floats, Floats, Floats]:
        """Expected values and their 95 % range for other rows of the design, each shaped (rows,)."""
        found = self.fitted.t_test(rows)
        ends = np.asarray(found.conf_int(alpha=0.05)).reshape(-1, 2)
        return np.asarray(found.effect).ravel(), ends[:, 0], ends[:, 1]

    @property
    def durbin_watson(self) -> float:
        """2 where neighbours do not depend on each other, towards 0 where they follow each other."""
        return float(durbin_watson(self.residuals))

    @property
    def first_order(self) -> float:
        """The correlation of each residual with the one before."""
        before, now = self.residuals[:-1], self.residuals[1:]
        size = float(np.sqrt((before**2).sum() * (now**2).sum()))
        return float((before * now).sum()) / size if size else 0.0

    def breusch_godfrey(self, lags: int) -> float:
        """The chance of autocorrelation up to `lags` as strong as this if there were none."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return float(acorr_breusch_godfrey(self.fitted, nlags=lags)[1])


def usual_lags(points: int) -> int:
    """How many lags Newey–West errors take by default: ⌊4 (n / 100)^(2/9)⌋, at least 1 (Newey and West 1994)."""
    return max(1, int(4 * (points / 100) ** (2 / 9)))


def fit(design: Floats, values: Floats, lags: int) -> Fit:
    """Ordinary least squares; covariance of Newey and West (Bartlett weights) with the small-sample factor
    n ÷ (n − k); tests by Student's t."""
    result = OLS(values, design).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True
    )
    return Fit(
        design=design,
        coefficients=np.asarray(result.params),
        residuals=np.asarray(result.resid),
        lags=lags,
        fitted=result,
    )


def exact(values: Floats, residuals: Floats) -> bool:
    """Whether the model leaves nothing over, so that there is no noise to judge a change by."""
    scale = float(np.abs(values).max()) or 1.0
    return float(np.abs(residuals).max()) <= 1e-9 * scale
