"""Values that a team has decided are the same, and suggestions of more of them."""
