"""The page, and the command that serves it."""
