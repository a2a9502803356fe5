"""Exact JSON of any frozen dataclass, driven by its type hints, and its fingerprint.

Decimal as text, dates as ISO, Fraction as "n/d": reading back what was written gives an equal tree.
A value that is not of its declared type is refused with the path of its field, not written askew.
"""

import hashlib
import json
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

_WRITERS = {
    Decimal: str,
    Fraction: lambda value: f"{value.numerator}/{value.denominator}",
    date: date.isoformat,
    str: str,
    int: int,
    bool: bool,
}
_READERS = {Decimal: Decimal, Fraction: Fraction, date: date.fromisoformat}


def to_dict(contenu) -> dict:
    """A frozen dataclass as plain JSON values."""
    return _write(contenu, type(contenu), type(contenu).__name__)


def from_dict(cls, donnees: dict):
    """The inverse of `to_dict`: an unknown or missing key, or a value of another type, is an error.

    A class names in `ABANDONNES` the keys it once had: they are left out.
    """
    return _read(donnees, cls, cls.__name__)


def empreinte(contenu) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return compute_empreinte(to_dict(contenu))


def compute_empreinte(donnees: dict) -> str:
    """The fingerprint of a content as it was written (`to_dict`)."""
    canonical = json.dumps(donnees, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def map_textes(contenu, fonction: Callable[[str], str]):
    """The same frozen tree with `fonction` applied to each of its texts."""
    if isinstance(contenu, str):
        return fonction(contenu)
    if isinstance(contenu, tuple):
        return tuple(map_textes(element, fonction) for element in contenu)
    if not is_dataclass(contenu):
        return contenu
    return replace(
        contenu,
        **{field.name: map_textes(getattr(contenu, field.name), fonction) for field in fields(contenu)},
    )


def _unwrap_optional(hint) -> tuple[type, bool]:
    if typing.get_origin(hint) not in (types.UnionType, typing.Union):
        return hint, False
    inner = [arg for arg in typing.get_args(hint) if arg is not types.NoneType]
    return inner[0], True


def _write(value, hint, path: str):
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
        hints = typing.get_type_hints(hint)
        return {
            field.name: _write(getattr(value, field.name), hints[field.name], f"{path}.{field.name}")
            for field in fields(hint)
        }
    return _WRITERS[hint](value)


def _read(data, hint, path: str):
    hint, is_optional = _unwrap_optional(hint)
    if data is None and is_optional:
        return None
    if typing.get_origin(hint) is tuple:
        item = typing.get_args(hint)[0]
        return tuple(_read(element, item, f"{path}[{rank}]") for rank, element in enumerate(data))
    if is_dataclass(hint):
        hints = typing.get_type_hints(hint)
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
