"""Resolved charts as Vega-Lite, SVG and PDF."""
