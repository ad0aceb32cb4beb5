"""What a person sees: one visible thing per file, each a Panel viewer over core."""
