"""Built-in reports with slots, and their loader."""
