"""Commands for the team's vocabulary."""
