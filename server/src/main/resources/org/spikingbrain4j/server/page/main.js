import { json } from "./api.js";
import { Chat } from "./chat.js";
import { find } from "./dom.js";
import { Memories } from "./memories.js";
import { Spikes } from "./spikes.js";
import { Uploads } from "./uploads.js";

const spikes = new Spikes();
const memories = new Memories(
  (memory) => spikes.showLength(memory?.tokens ?? 0),
  () => {
    showView("chat");
    find("question").focus();
  },
);
new Uploads(
  (tokens) => spikes.showLength(tokens),
  async (memory) => {
    await memories.refresh();
    memories.choose(memory.id);
  },
);
let model = null;
new Chat({
  model: () => model?.id,
  memory: () => memories.chosen,
  onLength: (tokens) => spikes.showLength(tokens),
});

/** On narrow screens one part of the page is shown at a time. */
function showView(view) {
  document.body.dataset.view = view;
  for (const choice of document.querySelectorAll("nav button")) {
    choice.ariaPressed = String(choice.dataset.view === view);
  }
  spikes.connect();
}

function describe(facts) {
  const parts = [facts.id, `${facts.layers} layers`, `hidden size ${facts.hidden_size}`, `spikes ${facts.spiking}`];
  return parts.join(" · ");
}

async function start() {
  for (const choice of document.querySelectorAll("nav button")) {
    choice.onclick = () => showView(choice.dataset.view);
  }
  try {
    model = await json("v1/model");
    find("model").textContent = describe(model);
    spikes.start(model);
  } catch (error) {
    find("model").textContent = error.message;
    find("model").className = "error";
  }
  await memories.refresh();
}

start();
