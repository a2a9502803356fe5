"""What every workbook of the site shares: written from plain values, opened in a child process, read back as cells."""
