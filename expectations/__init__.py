"""The gates: what a reading and a build must hold before they go on. Repairs nothing, publishes nothing."""
