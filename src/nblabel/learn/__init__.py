"""Learns from arrays and values; never sees the store."""
