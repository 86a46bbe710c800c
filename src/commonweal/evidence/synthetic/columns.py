"""Columns of made-up tables: from NumPy arrays to Arrow, and from Arrow into Parquet, block by block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from commonweal.evidence.tables import TABLES

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Days = NDArray[np.datetime64]
Frame = Mapping[str, pa.Array]
"""The columns of some rows of one table."""


def words(codes: NDArray[Any], of: Sequence[str]) -> pa.Array:
    """Texts by their position in `of`; a negative position is an empty cell."""
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(of), pa.string()))


def same(text: str, rows: int) -> pa.Array:
    """One text in every row."""
    return words(np.zeros(rows, dtype=np.int32), [text])


def names(prefix: str, numbers: NDArray[Any], width: int = 9, missing: Bools | None = None) -> pa.Array:
    """Identifiers: the prefix and the number, with leading zeros."""
    plain = pc.cast(pa.array(numbers.astype(np.int64), mask=missing), pa.string())
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(plain, width, "0"), "")


def whole(numbers: NDArray[Any], missing: Bools | None = None) -> pa.Array:
    """Whole numbers."""
    return pa.array(numbers.astype(np.int64), mask=missing)


def hundredths(cents: NDArray[Any], missing: Bools | None = None) -> pa.Array:
    """Dollars (or hours) from whole cents (or hundredths), as exact decimals."""
    wide = np.empty((len(cents), 2), dtype=np.int64)
    wide[:, 0] = cents
    wide[:, 1] = wide[:, 0] >> 63
    exact = pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(wide.tobytes())])
    return exact if missing is None else pc.if_else(pa.array(missing), None, exact)


def dates(days: Days) -> pa.Array:
    """Dates; NaT is an empty cell."""
    return pa.array(days.astype("datetime64[D]"))


def times(seconds: NDArray[Any]) -> pa.Array:
    """Dates with times; NaT is an empty cell."""
    return pa.array(seconds.astype("datetime64[s]"))


class Tables:
    """Parquet files in a folder, one a table, each growing by the rows of a block at a time.

    Used as a context manager: the files are whole only when it ends.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, int] = {}
        self._writers: dict[str, pq.ParquetWriter] = {}

    def __enter__(self) -> Tables:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        if kind is not None:
            # Half a table would be read as a whole one.
            for name in self._writers:
                self._path(name).unlink(missing_ok=True)

    def add(self, name: str, frame: Frame) -> None:
        """Rows for the table `name`. Raises KeyError for a column that the contract does not have."""
        for column in frame:
            TABLES[name].column(column)
        rows = pa.table(dict(frame))
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(self._path(name), rows.schema, compression="zstd")
        if rows.num_rows:
            self._writers[name].write_table(rows)
        self.rows[name] = self.rows.get(name, 0) + rows.num_rows

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"
