"""From a view of the studio to a panel: finished sentences, and menus with all that can be chosen."""

from functools import partial

from bot.domain.view import Button, Choice, Form, Input, View, Words
from bot.locales import Catalogue
from bot.platforms.web.chat import Blank, Menu, MenuOption, PanelBody, PanelButton, PanelFile, PanelForm, Row
from bot.platforms.web.people import CHANNELS, ROLES, channel_name, mention, role_name


def panel(words: Catalogue, view: View) -> PanelBody:
    """Show a view to somebody who reads these words."""
    say = partial(_say, words)
    return PanelBody(
        dialogue=view.dialogue,
        step=view.step,
        title=say(view.title),
        text=tuple(say(one) for one in view.text),
        tone=view.tone,
        fields=tuple(
            Row(label=say(field.label), value=words.several(field.value, mention(words)))
            for field in view.fields
        ),
        choices=tuple(_menu(words, choice) for choice in view.choices),
        buttons=tuple(_button(words, button) for button in view.buttons),
        form=_form(words, view.form),
        files=tuple(PanelFile(name=file.name, text=file.text, open=file.is_open) for file in view.files),
    )


def moved(words: Catalogue, body: PanelBody, *, step: int) -> PanelBody:
    """Return what is left of a panel whose dialogue goes on in another message, at this step."""
    gone = {"choices": (), "buttons": (), "form": None}
    return body.model_copy(update={"text": (words.text("chat-panel-moved"),), "step": step, **gone})


def _button(words: Catalogue, button: Button) -> PanelButton:
    return PanelButton(
        id=button.id,
        label=_say(words, button.label),
        style=button.style,
        form=_form(words, button.form),
    )


def _form(words: Catalogue, form: Form | None) -> PanelForm | None:
    if form is None:
        return None
    return PanelForm(
        id=form.id,
        title=_say(words, form.title),
        inputs=tuple(
            _menu(words, one) if isinstance(one, Choice) else _blank(words, one) for one in form.inputs
        ),
        submit=_say(words, form.submit),
    )


def _blank(words: Catalogue, asked: Input) -> Blank:
    return Blank(
        id=asked.id,
        label=_say(words, asked.label),
        value=asked.value,
        many_lines=asked.many_lines,
        required=asked.required,
        most=asked.most,
        hint=_say(words, asked.hint),
    )


def _menu(words: Catalogue, choice: Choice) -> Menu:
    return Menu(
        id=choice.id,
        label=_say(words, choice.label),
        options=_options(words, choice),
        chosen=choice.chosen,
        least=choice.least,
        most=choice.most,
        none=_say(words, choice.none),
    )


def _options(words: Catalogue, choice: Choice) -> tuple[MenuOption, ...]:
    """List what can be chosen; what was chosen and is gone can still be taken off."""
    if not choice.of:
        return tuple(MenuOption(value=one.value, label=_say(words, one.label)) for one in choice.options)
    known, name_of = (CHANNELS, channel_name) if choice.of == "channel" else (ROLES, role_name)
    gone = tuple(one for one in choice.chosen if one not in known)
    return tuple(MenuOption(value=one, label=name_of(words, one)) for one in (*known, *gone))


def _say(words: Catalogue, said: Words | None) -> str:
    return "" if said is None else words.phrase(said, mention(words))
