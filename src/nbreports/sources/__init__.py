"""Where data comes from: sources, the catalog that allows them, the engine that reads them."""
