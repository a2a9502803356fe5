"""Charts: what is drawn, and where each mark stands. One home for pages and for papers.

A module says a kind of chart as a frozen dataclass: exact values in, whole places in the units of its SVG out, with
its title, its description and the table of its numbers, written in French. `templates/dessins/` writes them, `{%
dessin it %}` shows one. Pure, but for that tag."""
