"""What people type about conventions, actions and money, turned into our types."""
