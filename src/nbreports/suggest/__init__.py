"""What fits: proposals from profiles, each with its reason."""
