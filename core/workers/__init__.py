"""Training in processes of its own, one folder per run between them and the page."""
