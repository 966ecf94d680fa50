"""What people say about the properties of an item."""
