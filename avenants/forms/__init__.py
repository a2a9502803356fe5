"""What people type about avenants and votes, turned into our types."""
