"""Exact numbers: read as people type them, rounded once, written in French. Pure."""
