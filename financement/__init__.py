"""The money of an exercice: typed, compared, judged, carried over, moved."""
