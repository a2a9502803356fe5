"""An instruction as data: what it declares, its text, its drafts, what it changes, its pages."""
