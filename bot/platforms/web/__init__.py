"""The local chat: one page in a browser, one room, one person."""
