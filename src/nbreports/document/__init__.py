"""The filled report: frozen nodes, formats, charts resolved."""
