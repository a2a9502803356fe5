"""The workbook of the money of an exercice: its columns, how it is written, how its cells are understood."""
