"""A believable France, made by the operations of the site."""
