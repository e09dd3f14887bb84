"""What fits the data: proposals from its profiles, each with a reason in words."""
