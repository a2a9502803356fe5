"""Writes on conventions, exercices, actions and money. One intent, one atomic function, one line of journal."""
