"""The local chat: a page in a browser, two channels, and as many people as there are tabs."""
