"""What other people's checkers say about the built site."""
