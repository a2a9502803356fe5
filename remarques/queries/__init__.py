"""Reads of remarks: the places they are about, their threads, how many await whom."""
