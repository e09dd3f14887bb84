"""nbreports: the report builder that lives in the Jupyter notebook."""
