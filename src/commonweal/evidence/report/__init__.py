"""The report of a run: one HTML file with charts and tables, nothing fetched from anywhere."""

from commonweal.evidence.report.page import write_report

__all__ = ["write_report"]
