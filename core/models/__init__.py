"""Networks as declarations: builders, optimisers, losses and the five model types."""
