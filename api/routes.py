"""Where the addresses of the API are declared: in one place, for what reads and what writes at one of them is one."""

from ninja import Router

RACINE = "/api/v1/"
EXERCICE = "/conventions/{code}/{int:annee}"
routes = Router()
