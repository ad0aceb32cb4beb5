"""Kinds of hyperparameters that Param does not have, and what any kind allows, in words."""

from __future__ import annotations

import param


class Sizes(param.Parameter):
    """A tuple of whole numbers, each within `bounds`; an empty tuple is allowed.

    Lists and other sequences are accepted and kept as tuples.
    """

    __slots__ = ["bounds"]
    _slot_defaults = dict(param.Parameter._slot_defaults, default=(), bounds=(1, None))

    def __init__(self, default=(), *, bounds=(1, None), **declaration):
        self.bounds = bounds
        super().__init__(default=default, **declaration)

    def __set__(self, obj, val):
        if isinstance(val, list | range):
            val = tuple(val)
        super().__set__(obj, val)

    def _validate(self, val):
        super()._validate(val)
        low, high = self.bounds
        whole = isinstance(val, tuple) and all(
            isinstance(size, int) and not isinstance(size, bool) for size in val
        )
        if not whole or any(size < low or (high is not None and size > high) for size in val):
            raise ValueError(f"must be whole numbers, not {val!r}")


class Named(param.Selector):
    """One of several named functions, or (in scripts) any callable.

    A name is what the page offers and what a saved machine holds; a callable stands for itself.
    """

    def _validate(self, val):
        if not callable(val):
            super()._validate(val)

    def _ensure_value_is_in_objects(self, val):
        if not callable(val):
            super()._ensure_value_is_in_objects(val)


def allowed(parameter: param.Parameter) -> str:
    """Say in words which values a declaration allows, such as "a number from 0 to 1"."""
    bounds = getattr(parameter, "bounds", None)
    if isinstance(parameter, param.Boolean):
        return "True or False"
    if isinstance(parameter, param.Selector) and not isinstance(parameter, param.ClassSelector):
        known = ", ".join(repr(choice) for choice in parameter.objects)
        return f"one of {known}" + (" or a callable" if isinstance(parameter, Named) else "")
    if isinstance(parameter, Sizes):
        return f"a sequence of whole numbers{_range(bounds)}"
    if isinstance(parameter, param.Integer):
        return f"a whole number{_range(bounds)}" + (" or None" if parameter.allow_None else "")
    if isinstance(parameter, param.Number):
        low, high = parameter.inclusive_bounds
        return f"a finite number{_range(bounds, (not low, not high))}"
    if isinstance(parameter, param.ClassSelector):
        kinds = parameter.class_ if isinstance(parameter.class_, tuple) else (parameter.class_,)
        return "a " + " or ".join(kind.__name__ for kind in kinds)
    return f"a {type(parameter).__name__.lower()}"


def _range(bounds: tuple | None, exclusive: tuple[bool, bool] = (False, False)) -> str:
    low, high = bounds or (None, None)
    if low is not None and high is not None:
        ends = {(False, False): "", (True, True): ", both ends excluded"}
        ends |= {(False, True): f", {high} excluded", (True, False): f", {low} excluded"}
        return f" from {low} to {high}{ends[exclusive]}"
    if low is not None:
        return f" above {low}" if exclusive[0] else f" of at least {low}"
    return f" of at most {high}" if high is not None else ""
