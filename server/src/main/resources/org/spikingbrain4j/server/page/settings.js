import { find } from "./dom.js";

const NUMBERS = ["temperature", "top_p", "max_tokens", "seed"];

/** What is set, as fields of a request; or null where a field is wrong, which is then shown. */
export function readSettings() {
  const wrong = NUMBERS.map(find).find((field) => !field.validity.valid);
  if (wrong) {
    show(wrong);
    return null;
  }
  const set = NUMBERS.filter((name) => find(name).value !== "");
  return Object.fromEntries(set.map((name) => [name, find(name).valueAsNumber]));
}

/** The system message, as messages. */
export function systemMessages() {
  const content = find("system").value.trim();
  return content === "" ? [] : [{ role: "system", content }];
}

/** Shows what the server says of a field at that field, where it is one of these. */
export function showFieldError({ param, message }) {
  if (NUMBERS.includes(param)) {
    const field = find(param);
    field.setCustomValidity(message);
    field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
    show(field);
  }
}

function show(field) {
  find("settings").open = true;
  field.reportValidity();
}
