"""The tables one takes away, each declared once: its columns, their words, types, units and what they mean."""
