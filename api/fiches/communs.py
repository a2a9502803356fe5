"""The page of a list, and the refusal."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema
from ninja.pagination import PaginationBase

PAR_PAGE = 100


class FauteDeLEnvoi(Schema):
    """One fault of what was sent, and where it is."""

    champ: str = Field(description="Où\u00a0: nom du champ, précédé du code de l’indicateur s’il y a lieu.")
    message: str = Field(description="Ce qui ne va pas, en une phrase.")
    code: str | None = Field(None, description="Le même, en un mot qui ne change pas.")
    actuel: dict[str, Any] | None = Field(
        None, description="Ce qui est enregistré maintenant, quand quelqu’un d’autre a écrit entre-temps."
    )


class Empechee(Schema):
    """Why a call was not done."""

    detail: str = Field(description="Pourquoi, en une phrase.")
    erreurs: list[FauteDeLEnvoi] = Field(description="Chaque faute de ce qui est envoyé.")


# What any address may answer, besides what is asked of it.
REFUS = dict.fromkeys((400, 401, 403, 404, 405, 422, 429), Empechee)
REFUS_DE_DEPOT = REFUS | dict.fromkeys((409, 413), Empechee)


class Pages(PaginationBase):
    """A list, a hundred lines a page."""

    class Input(Schema):
        page: int = Field(1, ge=1, le=100_000, description="Numéro de la page, à partir de 1.")

    class Output(Schema):
        elements: list[Any]
        total: int = Field(description="Nombre d’éléments, toutes pages réunies.")
        page: int
        pages: int = Field(description="Nombre de pages, au moins 1.")

    items_attribute = "elements"

    def paginate_queryset(
        self, queryset: Any, pagination: Any, request: HttpRequest, **params: Any
    ) -> dict[str, Any]:
        total, debut = self._items_count(queryset), (pagination.page - 1) * PAR_PAGE
        return {
            "elements": queryset[debut : debut + PAR_PAGE],
            "total": total,
            "page": pagination.page,
            "pages": max(1, -(-total // PAR_PAGE)),
        }
