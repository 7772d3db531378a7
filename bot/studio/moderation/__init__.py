"""What moderators of a place, and the operator at the command line, look up and change."""
