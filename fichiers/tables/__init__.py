"""Tables that leave the site, in the formats people and machines read: declared once, written row by row."""
