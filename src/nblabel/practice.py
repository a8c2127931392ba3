"""A small server that speaks the protocol of the endpoints, for tests and to try things without a model."""
