"""Exact JSON of any frozen dataclass, driven by its type hints, and its fingerprint.

Decimal as text, dates and instants as ISO, Fraction as "n/d": reading back what was written gives an equal tree.
A value that is not of its declared type is refused with the path of its field, not written askew.
"""

import hashlib
import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

Contenu = TypeVar("Contenu")

_WRITERS: dict[type, Callable[[Any], Any]] = {
    Decimal: str,
    Fraction: lambda value: f"{value.numerator}/{value.denominator}",
    date: date.isoformat,
    datetime: datetime.isoformat,
    str: str,
    int: int,
    bool: bool,
}
_READERS: dict[type, Callable[[str], Any]] = {
    Decimal: Decimal,
    Fraction: Fraction,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}


def to_dict(contenu: object) -> dict[str, Any]:
    """A frozen dataclass as plain JSON values."""
    donnees: dict[str, Any] = _write(contenu, type(contenu), type(contenu).__name__)
    return donnees


def from_dict(cls: type[Contenu], donnees: Mapping[str, Any]) -> Contenu:
    """The inverse of `to_dict`: an unknown or missing key, or a value of another type, is an error.

    A class names in `ABANDONNES` the keys it once had: they are left out.
    """
    contenu: Contenu = _read(donnees, cls, cls.__name__)
    return contenu


def empreinte(contenu: object) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return compute_empreinte(to_dict(contenu))


def compute_empreinte(donnees: Mapping[str, Any]) -> str:
    """The fingerprint of a content as it was written (`to_dict`)."""
    canonical = json.dumps(donnees, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def map_textes(contenu: Contenu, fonction: Callable[[str], str]) -> Contenu:
    """The same frozen tree with `fonction` applied to each of its texts."""
    autre: Contenu = _map(contenu, fonction)
    return autre


def _map(value: Any, fonction: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return fonction(value)
    if isinstance(value, tuple):
        return tuple(_map(element, fonction) for element in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    return replace(value, **{f.name: _map(getattr(value, f.name), fonction) for f in fields(value)})


@cache
def _get_hints(cls: type) -> dict[str, Any]:
    """The types of the fields of a class: read of its source once, where a tree has thousands of nodes."""
    return typing.get_type_hints(cls)


def _unwrap_optional(hint: Any) -> tuple[type, bool]:
    if typing.get_origin(hint) not in (types.UnionType, typing.Union):
        return hint, False
    inner = [arg for arg in typing.get_args(hint) if arg is not types.NoneType]
    return inner[0], True


def _write(value: Any, hint: Any, path: str) -> Any:
    hint, is_optional = _unwrap_optional(hint)
    if value is None and is_optional:
        return None
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, tuple):
            raise TypeError(f"{path}: a tuple is expected, not {type(value).__name__}.")
        item = typing.get_args(hint)[0]
        return [_write(element, item, f"{path}[{rank}]") for rank, element in enumerate(value)]
    # A code may come as a member of a str enumeration; nothing else stands for another type.
    if type(value) is not hint and not (hint is str and isinstance(value, str)):
        raise TypeError(f"{path}: {hint.__name__} is expected, not {type(value).__name__}.")
    if is_dataclass(hint):
        hints = _get_hints(hint)
        return {
            field.name: _write(getattr(value, field.name), hints[field.name], f"{path}.{field.name}")
            for field in fields(hint)
        }
    return _WRITERS[hint](value)


def _read(data: Any, hint: Any, path: str) -> Any:
    hint, is_optional = _unwrap_optional(hint)
    if data is None and is_optional:
        return None
    if typing.get_origin(hint) is tuple:
        item = typing.get_args(hint)[0]
        return tuple(_read(element, item, f"{path}[{rank}]") for rank, element in enumerate(data))
    if isinstance(hint, type) and is_dataclass(hint):
        hints = _get_hints(hint)
        # What a class no longer says, older papers still do: their figures do not change, they are read without it.
        data = {name: data[name] for name in data if name not in getattr(hint, "ABANDONNES", ())}
        if unknown := set(data) - {field.name for field in fields(hint)}:
            raise ValueError(f"{path}: unknown keys {sorted(unknown)}.")
        return hint(**{name: _read(data[name], hints[name], f"{path}.{name}") for name in data})
    if hint in _READERS:
        if not isinstance(data, str):
            raise TypeError(f"{path}: text is expected, not {type(data).__name__}.")
        return _READERS[hint](data)
    if type(data) is not hint:
        raise TypeError(f"{path}: {hint.__name__} is expected, not {type(data).__name__}.")
    return data
