/** The element with an id, which must be there. */
export function find(id) {
  return document.getElementById(id);
}

/**
 * A new element. Strings among its children become text, never markup.
 *
 * @param {string} tag
 * @param {object} properties such as className or ariaLabel
 * @param {...(Node|string)} children
 */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/**
 * A button that submits nothing.
 *
 * @param {string} text
 * @param {() => void} onclick
 * @param {string} of what it belongs to, where a screen reader must tell several of its kind apart
 */
export function button(text, onclick, of = "", className = "quiet") {
  const more = element("span", { className: "for-readers" }, ` ${of}`);
  return element("button", { type: "button", className, onclick }, text, more);
}

/** Where the keyboard goes when what has it is about to vanish. Who taps or clicks is left alone: a phone would open its keyboard. */
export function passFocus(from, to) {
  if (from.matches(":focus-visible") || from.querySelector(":focus-visible")) {
    to.focus();
  }
}

let announced;

/** Says something to a screen reader, once: it is not left in the page to be read again. */
export function announce(text) {
  clearTimeout(announced);
  find("announcer").textContent = text;
  announced = setTimeout(() => (find("announcer").textContent = ""), 5000);
}

/** A button for what cannot be undone: the first press asks, the second does it. */
export function confirmed(text, question, action, of) {
  let asked = false;
  const ask = (now) => {
    asked = now;
    made.firstChild.data = asked ? question : text;
  };
  const press = () => {
    if (asked) {
      action();
    } else {
      ask(true);
      announce(`${question}? Press again.`);
    }
  };
  const made = button(text, press, of, "quiet danger");
  made.onblur = () => ask(false);
  return made;
}
