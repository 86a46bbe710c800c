"""The input contract: every table a partner may bring, as data.

The data dictionary (docs/reference/data-dictionary.md), the reading of files, the checks and the made-up
data all follow from what stands here.
"""

from __future__ import annotations

from commonweal.evidence.tables.care import CARE_TABLES
from commonweal.evidence.tables.claims import CLAIMS_TABLES
from commonweal.evidence.tables.model import Column, Constraint, Order, Reference, Table, Type
from commonweal.evidence.tables.operations import OPERATIONS_TABLES
from commonweal.evidence.tables.people import PEOPLE_TABLES

TABLES: dict[str, Table] = {
    table.name: table for table in (*CLAIMS_TABLES, *CARE_TABLES, *OPERATIONS_TABLES, *PEOPLE_TABLES)
}
"""All tables by name, in the order the data dictionary shows them."""

__all__ = ["TABLES", "Column", "Constraint", "Order", "Reference", "Table", "Type"]
