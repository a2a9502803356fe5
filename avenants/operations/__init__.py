"""Writes on avenants, and on the votes that approve them among what else a convention has voted."""
