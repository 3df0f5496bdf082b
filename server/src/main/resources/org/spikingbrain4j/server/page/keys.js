import { find } from "./dom.js";

const STORED = "spikingbrain-key";
let asking;

/** The API key of this tab, or null. */
export function currentKey() {
  return sessionStorage.getItem(STORED);
}

/**
 * Asks for an API key. Whoever calls while the question is open gets the same answer.
 *
 * @param {string} reason why one is needed, in the server's words
 * @returns {Promise<boolean>} whether there is a new one
 */
export function askForKey(reason) {
  asking ??= openDialog(reason).finally(() => (asking = undefined));
  return asking;
}

function openDialog(reason) {
  const dialog = find("key");
  const value = find("key-value");
  find("key-error").textContent = currentKey() ? reason : "";
  value.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.querySelector("form").onsubmit = () => sessionStorage.setItem(STORED, value.value.trim());
    dialog.onclose = () => resolve(value.value.trim() !== "");
    dialog.oncancel = () => (value.value = "");
  });
}
