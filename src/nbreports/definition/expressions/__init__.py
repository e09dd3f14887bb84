"""Expressions: text to typed nodes, and what can be known about them without data."""
