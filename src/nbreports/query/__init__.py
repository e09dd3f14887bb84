"""What is asked: a definition and parameter values become questions, one a scope."""
