"""Writes of the highest app, one file a subject."""
