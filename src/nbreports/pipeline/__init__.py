"""The way between: plan filled, rendered, written, as stages under one runner."""
