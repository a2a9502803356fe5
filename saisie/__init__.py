"""What is typed: characters, days, fields and columns, what two people typed at once, what is said before an act."""
