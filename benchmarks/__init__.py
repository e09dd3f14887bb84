"""What the budgets are held against: the builder, measured in a real JupyterLab."""
