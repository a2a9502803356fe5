"""The yardstick of `make bench` for workbooks: calamine reads the first sheet, no more: lecture_nue.py FICHIER."""

import sys

from python_calamine import CalamineWorkbook

rangees = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
sys.stdout.write(f"{len(rangees)} rows\n")
