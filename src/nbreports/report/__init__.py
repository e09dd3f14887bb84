"""The public Report: a definition with its verbs."""

from __future__ import annotations

from nbreports.report.report import Report

__all__ = ["Report"]
