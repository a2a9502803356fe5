"""The workbook of an exercice: written here from plain values, read back in a child process, understood here again."""
