"""`{% page 'actions' code annee %}`: the address of a page that a floor above shows."""

from django import template

from comptes.pages import find_page

register = template.Library()
register.simple_tag(find_page, name="page")
