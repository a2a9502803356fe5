"""What is typed in the highest app, one file a subject."""
