"""What Discord refuses in a component. Source: components/reference."""

from typing import Any

from tests.peers.discord.message import BUTTON, ROW, SELECTS, TEXT_DISPLAY, TEXT_INPUT, count_of
from tests.peers.discord.problems import Form

Json = dict[str, Any]

SECTION, THUMBNAIL, GALLERY, FILE, SEPARATOR = 9, 11, 12, 13, 14
UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 19, 21, 22, 23
IN_CONTAINER = {ROW, TEXT_DISPLAY, SECTION, GALLERY, FILE, SEPARATOR}
LINK, PREMIUM = 5, 6
IN_LABEL = {TEXT_INPUT, *SELECTS, UPLOAD, RADIO, CHECKBOXES, CHECKBOX}
ROW_WIDTH, LABEL_LENGTH, CUSTOM_ID, OPTIONS, OPTION, PLACEHOLDER = 5, 80, 100, 25, 100, 150


def check_legacy(form: Form, components: list[Json]) -> None:
    """Check rows of buttons and menus below an ordinary message."""
    for n, part in enumerate(components):
        if part.get("type") != ROW:
            _bad_type(form, f"components.{n}", part)
        else:
            check_component(form, f"components.{n}", part)


def check_component(form: Form, at: str, part: Json, *, inside: bool = False) -> None:
    """Check a component of a message, with what it contains."""
    match part.get("type"):
        case 1:
            _check_row(form, at, part)
        case 9:
            _check_section(form, at, part)
        case 10:
            form.length(f"{at}.content", part.get("content"), 1, 4_000)
        case 12:
            form.count(f"{at}.items", part.get("items"), 1, 10)
        case 13:
            if not (part.get("file") or {}).get("url", "").startswith("attachment://"):
                form.wrong(
                    f"{at}.file.url", "UNFURLED_MEDIA_ITEM_MUST_REFERENCE_ATTACHMENT", "Must be attachment://"
                )
        case 14:
            pass
        case 17 if not inside:
            _check_container(form, at, part)
        case _:
            _bad_type(form, at, part)


def _check_section(form: Form, at: str, part: Json) -> None:
    for n, text in enumerate(form.count(f"{at}.components", part.get("components"), 1, 3)):
        form.length(f"{at}.components.{n}.content", text.get("content"), 1, 4_000)
    accessory = part.get("accessory") or {}
    if accessory.get("type") == BUTTON:
        _check_button(form, f"{at}.accessory", accessory)
    elif accessory.get("type") != THUMBNAIL:
        _bad_type(form, f"{at}.accessory", accessory)


def _check_container(form: Form, at: str, part: Json) -> None:
    for n, child in enumerate(form.count(f"{at}.components", part.get("components"), 1, 40)):
        if child.get("type") not in IN_CONTAINER:
            _bad_type(form, f"{at}.components.{n}", child)
        else:
            check_component(form, f"{at}.components.{n}", child, inside=True)


def check_modal_part(form: Form, at: str, part: Json) -> None:
    """Check a top-level component of a modal."""
    match part.get("type"):
        case 1:  # deprecated, still taken: a row with one text input
            for n, child in enumerate(form.count(f"{at}.components", part.get("components"), 1, 1)):
                if child.get("type") != TEXT_INPUT:
                    _bad_type(form, f"{at}.components.{n}", child)
                form.length(f"{at}.components.{n}.label", child.get("label"), 1, 45)
                _check_text_input(form, f"{at}.components.{n}", child)
        case 10:
            form.length(f"{at}.content", part.get("content"), 1, 4_000)
        case 18:
            form.length(f"{at}.label", part.get("label"), 1, 45)
            form.length(f"{at}.description", part.get("description"), 0, 100)
            _check_field(form, f"{at}.component", part.get("component") or {})
        case _:
            _bad_type(form, at, part)


def _check_field(form: Form, at: str, part: Json) -> None:
    kind = part.get("type")
    if kind not in IN_LABEL:
        _bad_type(form, at, part)
        return
    form.length(f"{at}.custom_id", part.get("custom_id"), 1, CUSTOM_ID)
    if kind == TEXT_INPUT:
        if part.get("label"):
            form.wrong(f"{at}.label", "COMPONENT_LABEL_NOT_ALLOWED", "A text input in a label has no label")
        _check_text_input(form, at, part)
    elif kind in SELECTS:
        _check_select(form, at, part)
    elif kind == UPLOAD:
        form.number(f"{at}.min_values", part.get("min_values"), 0, 10)
        form.number(f"{at}.max_values", part.get("max_values"), 1, 10)
    elif kind in (RADIO, CHECKBOXES):
        least = 2 if kind == RADIO else 1
        _check_options(form, at, form.count(f"{at}.options", part.get("options"), least, 10))


def _check_text_input(form: Form, at: str, part: Json) -> None:
    form.length(f"{at}.custom_id", part.get("custom_id"), 1, CUSTOM_ID)
    form.length(f"{at}.placeholder", part.get("placeholder"), 0, 100)
    form.length(f"{at}.value", part.get("value"), 0, 4_000)
    form.number(f"{at}.min_length", part.get("min_length"), 0, 4_000)
    form.number(f"{at}.max_length", part.get("max_length"), 1, 4_000)
    if part.get("style") not in (1, 2):
        form.wrong(f"{at}.style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2).")
    if len(part.get("value") or "") > (part.get("max_length") or 4_000):
        form.wrong(f"{at}.value", "BASE_TYPE_MAX_LENGTH", "The value is longer than max_length.")


def _check_row(form: Form, at: str, row: Json) -> None:
    children = form.count(f"{at}.components", row.get("components"), 1, ROW_WIDTH)
    for n, child in enumerate(children):
        where = f"{at}.components.{n}"
        if child.get("type") == BUTTON:
            _check_button(form, where, child)
        elif child.get("type") in SELECTS:
            if len(children) > 1:
                form.wrong(
                    where,
                    "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                    "The specified component exceeds the maximum width",
                )
            _check_select(form, where, child)
        else:
            _bad_type(form, where, child)


def _check_button(form: Form, at: str, part: Json) -> None:
    form.length(f"{at}.label", part.get("label"), 0, LABEL_LENGTH)
    style = part.get("style")
    if style == LINK:
        if not part.get("url") or part.get("custom_id"):
            form.wrong(at, "BUTTON_COMPONENT_INVALID_URL", "A link button must have a url and no custom id")
    elif style in (1, 2, 3, 4):
        form.length(f"{at}.custom_id", part.get("custom_id"), 1, CUSTOM_ID)
        if part.get("url"):
            form.wrong(at, "BUTTON_COMPONENT_INVALID_URL", "Only a link button has a url")
    else:
        form.wrong(f"{at}.style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
    if not part.get("label") and not part.get("emoji"):
        form.wrong(at, "BUTTON_COMPONENT_MISSING_LABEL_OR_EMOJI", "A label or emoji is required")


def _check_select(form: Form, at: str, part: Json) -> None:
    form.length(f"{at}.custom_id", part.get("custom_id"), 1, CUSTOM_ID)
    form.length(f"{at}.placeholder", part.get("placeholder"), 0, PLACEHOLDER)
    form.number(f"{at}.min_values", part.get("min_values"), 0, OPTIONS)
    form.number(f"{at}.max_values", part.get("max_values"), 1, OPTIONS)
    most = count_of(part, "max_values")
    if SELECTS[part["type"]] == "string":
        options = form.count(f"{at}.options", part.get("options"), 1, OPTIONS)
        _check_options(form, at, options)
        if sum(bool(one.get("default")) for one in options) > most:
            form.wrong(f"{at}.options", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "Too many default values")
        if most > len(options):
            form.wrong(f"{at}.max_values", "SELECT_MAX_VALUES_EXCEEDS_OPTIONS", "More than there are options")
    elif len(part.get("default_values") or []) > most:
        form.wrong(
            f"{at}.default_values", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "Too many default values"
        )
    if count_of(part, "min_values") > most:
        form.wrong(f"{at}.min_values", "SELECT_MIN_VALUES_EXCEEDS_MAX", "min_values is more than max_values")


def _check_options(form: Form, at: str, options: list[Json]) -> None:
    for n, option in enumerate(options):
        form.length(f"{at}.options.{n}.label", option.get("label"), 1, OPTION)
        form.length(f"{at}.options.{n}.value", option.get("value"), 1, OPTION)
        form.length(f"{at}.options.{n}.description", option.get("description"), 0, OPTION)
    values = [option.get("value") for option in options]
    if len(values) != len(set(values)):
        form.wrong(
            f"{at}.options",
            "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
            "The specified option value is already used",
        )


def _bad_type(form: Form, at: str, part: Json) -> None:
    form.wrong(f"{at}.type", "UNION_TYPE_CHOICES", f"A component of type {part.get('type')} can't be here")
