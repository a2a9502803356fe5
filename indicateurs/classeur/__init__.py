"""The workbook of the indicators of an exercice: its columns, how it is written, how its cells are understood."""
