// What may be completed where the caret stands: a command's name, or the value of one of its options.

const ORDER = /^\/(?:song|lyrics|cover)\s/i;
const OPTION = /(?:^|\s)(\w+)\s*[:：]([^\S\n]*)([^\n:：]*)$/;

/**
 * What may be completed behind `before`, the text up to the caret: `from` where it would be put, what is `typed` of
 * it, and the options. Of commands one is chosen at once; a value has to be looked for, so that Enter still sends.
 */
export function completionsOf(before, { commands, values }) {
  const command = /^\/([a-z]*)$/i.exec(before);
  if (command) return { from: 0, typed: before, eager: true, options: namedLike(command[1].toLowerCase(), commands) };
  const [, name = "", space = "", typed = ""] = (ORDER.test(before) && OPTION.exec(before)) || [];
  return {
    from: before.length - typed.length,
    typed,
    eager: false,
    options: valuesLike(typed.trim().toLowerCase(), values[name.toLowerCase()] ?? [], space || " "),
  };
}

function namedLike(start, commands) {
  return Object.keys(commands).filter((name) => name.startsWith(start)).map((name) => ({
    label: `/${name}`,
    about: commands[name],
    text: name === "song" || name === "cover" ? `/${name} ` : `/${name}`,
  }));
}

/** All values, or those that hold what is typed; none once it is one of them. */
function valuesLike(typed, values, space) {
  if (values.some(({ text }) => text.toLowerCase() === typed)) return [];
  const found = values.filter(({ label, text }) => `${label}\n${text}`.toLowerCase().includes(typed));
  return found.map(({ label, text }) => ({ label, about: text, text, space }));
}
