"""What a hostile or broken client sends, to the real service: how long it is silent, and what memory it takes."""
