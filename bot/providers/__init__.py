"""Music services, one module or folder each. What is here is found by listing, never by name."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def discover() -> dict[str, ModuleType]:
    """Return each service's module by its name, as in `[providers.<name>]`, in alphabetical order.

    A service is a module of this package that has a `Settings` class (frozen pydantic, `extra="forbid"`,
    every key with a default). It may have `ENVIRONMENT`: environment variable → key of its section.
    """
    names = sorted(module.name for module in iter_modules(__path__))
    modules = {name: import_module(f"{__name__}.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "Settings")}


def key_variable(name: str) -> str:
    """Return the environment variable that may hold a service's key; empty for a service without one."""
    names: dict[str, str] = getattr(discover()[name], "ENVIRONMENT", {})
    return next((variable for variable, key in names.items() if key == "api_key"), "")
