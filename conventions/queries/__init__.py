"""Reads on conventions; frozen dataclasses for pages and documents."""
