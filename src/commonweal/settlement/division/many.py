"""The same division for thousands of pools at once, in whole cents and whole weights (64-bit integers).

No bounds, one set of weights for all pools. Integers only: `amount = whole × total + part`, so that no
product
passes 2^63. A test compares it with `apportion.divide` to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from commonweal.settlement.division.apportion import CannotDivide

Cents = npt.NDArray[np.int64]
_LARGEST_TOTAL = 3_000_000_000
"""Weights may add up to this much: its square stays below 2^63."""
_CHUNK = 1_000


def divide_many(amounts: Sequence[int] | Cents, weights: Sequence[int]) -> Cents:
    """One row per pool, one column per weight; every row adds up to its amount.

    Equal remainders are served in the order of the weights: give them in the order of the partners'
    identifiers.
    Raises CannotDivide for negative amounts or weights, no weight at all, or weights too large (divide
    them by
    their greatest common divisor, or express them in a coarser unit).
    """
    pools = np.asarray(amounts, dtype=np.int64)
    parts = np.asarray(weights, dtype=np.int64)
    total = int(sum(int(part) for part in parts))
    if pools.ndim != 1 or parts.ndim != 1 or parts.size == 0:
        raise CannotDivide("amounts and weights are two plain lists, and there is at least one weight")
    if (pools < 0).any() or (parts < 0).any():
        raise CannotDivide("amounts and weights are zero or more")
    if not 0 < total <= _LARGEST_TOTAL:
        raise CannotDivide(f"the weights add up to {total:,}; they must add up to 1 to {_LARGEST_TOTAL:,}")
    shares = np.empty((pools.size, parts.size), dtype=np.int64)
    for start in range(0, pools.size, _CHUNK):
        chunk = pools[start : start + _CHUNK]
        whole, part = np.divmod(chunk, total)
        extra, remainder = np.divmod(part[:, None] * parts[None, :], total)
        rows = whole[:, None] * parts[None, :] + extra
        spare = chunk - rows.sum(axis=1, dtype=np.int64)
        rows += _last_cents(remainder, spare, total)
        shares[start : start + _CHUNK] = rows
    return shares


def _last_cents(remainder: Cents, spare: Cents, total: int) -> Cents:
    """One cent each for the `spare` largest remainders of every row."""
    columns = remainder.shape[1]
    # A smaller key is served first: the remainder's complement, then the column. All keys of a row differ.
    keys = (total - remainder) * columns + np.arange(columns, dtype=np.int64)
    ordered = np.sort(keys, axis=1)
    last = np.maximum(spare - 1, 0)
    threshold = np.take_along_axis(ordered, last[:, None], axis=1)
    served: Cents = ((keys <= threshold) & (spare > 0)[:, None]).astype(np.int64)
    return served
