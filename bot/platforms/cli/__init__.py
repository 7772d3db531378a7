"""The command line as a chat: an order, a progress bar, and a file where it was asked for."""
