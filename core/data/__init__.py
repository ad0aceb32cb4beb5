"""Tables: read from files, given scientific types, checked against models, encoded for networks."""
