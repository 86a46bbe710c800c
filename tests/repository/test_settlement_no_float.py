"""No float touches money: the exact engine is read as source, and tried with a float."""

from __future__ import annotations

import ast
from decimal import Decimal, FloatOperation
from pathlib import Path

import numpy as np
import pytest
from django.apps import apps

import commonweal.payments
import commonweal.settlement
from commonweal.settlement.amounts import exact
from commonweal.settlement.division.many import divide_many

ROOM = Path(commonweal.settlement.__file__).parent
EXACT = sorted(path for path in ROOM.rglob("*.py") if "simulation" not in path.relative_to(ROOM).parts)
PAGES = Path(commonweal.payments.__file__).parent
DRAWING = {"charts.py"}
"""A picture's coordinates are floats; no amount is read back from one."""
OF_PAGES = sorted(
    path
    for path in PAGES.rglob("*.py")
    if path.name not in DRAWING and "migrations" not in path.relative_to(PAGES).parts
)
INTEGERS_ONLY = ROOM / "division" / "many.py"
FORBIDDEN_NAMES = {"float", "complex", "float64", "float32", "true_divide", "linspace"}
FORBIDDEN_MODULES = {"numpy", "statistics", "cmath", "pandas"}
MATH_OF_WHOLE_NUMBERS = {"factorial", "gcd", "isqrt", "comb"}


def faults(source: str, *, numpy: bool = False) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"line {node.lineno}: the literal {node.value}")
        elif isinstance(node, ast.Name) and node.id in FORBIDDEN_NAMES:
            found.append(f"line {node.lineno}: {node.id}")
        elif isinstance(node, ast.Attribute) and node.attr in FORBIDDEN_NAMES:
            found.append(f"line {node.lineno}: .{node.attr}")
        elif isinstance(node, ast.Import) and not numpy:
            found += [
                f"import {name.name}" for name in node.names if name.name.split(".")[0] in FORBIDDEN_MODULES
            ]
        elif isinstance(node, ast.ImportFrom) and node.module and not numpy:
            module = node.module.split(".")[0]
            if module in FORBIDDEN_MODULES:
                found.append(f"from {node.module}")
            if module == "math":
                found += [
                    f"math.{name.name}" for name in node.names if name.name not in MATH_OF_WHOLE_NUMBERS
                ]
        elif numpy and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            found.append(f"line {node.lineno}: a true division of whole numbers")
    return found


@pytest.mark.parametrize("path", EXACT, ids=lambda path: str(path.relative_to(ROOM)))
def test_the_exact_engine_has_no_float(path: Path) -> None:
    assert faults(path.read_text("utf-8"), numpy=path == INTEGERS_ONLY) == []


@pytest.mark.parametrize("path", OF_PAGES, ids=lambda path: str(path.relative_to(PAGES)))
def test_the_pages_of_money_have_no_float_either(path: Path) -> None:
    assert faults(path.read_text("utf-8")) == []


def test_no_column_of_money_is_a_float() -> None:
    fields = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("payments").get_models()
        for field in model._meta.get_fields()
        if field.get_internal_type() == "FloatField"
    ]
    assert fields == []


@pytest.mark.parametrize("source", ["x = 0.1", "x = float(3)", "import numpy as np", "from math import sqrt"])
def test_the_reader_of_sources_finds_what_it_looks_for(source: str) -> None:
    assert faults(source)


def test_the_exact_engine_does_not_import_the_simulation() -> None:
    for path in EXACT:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("commonweal.settlement.simulation"), path


def test_a_float_is_refused_by_the_arithmetic_itself() -> None:
    with exact(), pytest.raises(FloatOperation):
        Decimal(0.5)  # noqa: RUF032 - the very mistake that must not pass


def test_whole_cents_stay_whole() -> None:
    assert divide_many([10, 11], [1, 2, 3]).dtype == np.int64
