"""Nodes to bytes, a folder or file a format."""
