import { json } from "./api.js";
import { Chat } from "./chat.js";
import { find } from "./dom.js";
import { Experts } from "./experts.js";
import { Memories } from "./memories.js";
import { Spikes } from "./spikes.js";
import { StateSize } from "./statesize.js";
import { Uploads } from "./uploads.js";

const spikes = new Spikes();
const experts = new Experts();
const stateSize = new StateSize();
const memories = new Memories(
  (memory) => stateSize.show(memory?.tokens ?? 0),
  () => {
    showView("chat");
    find("question").focus();
  },
);
new Uploads(
  (tokens) => stateSize.show(tokens),
  async (memory) => {
    await memories.refresh();
    memories.choose(memory.id);
  },
);
let model = null;
new Chat({
  model: () => model?.id,
  memory: () => memories.chosen,
  onLength: (tokens) => stateSize.show(tokens),
});

/** On narrow screens one part of the page is shown at a time. */
function showView(view) {
  document.body.dataset.view = view;
  for (const choice of document.querySelectorAll("nav button")) {
    choice.ariaPressed = String(choice.dataset.view === view);
  }
}

function describe({ id, layers, hidden_size: hidden, spiking }) {
  return [id, `${layers} layers`, `hidden size ${hidden}`, spiking ?? "does not spike"].join(" · ");
}

async function start() {
  for (const choice of document.querySelectorAll("nav button")) {
    choice.onclick = () => showView(choice.dataset.view);
  }
  try {
    model = await json("v1/model");
    find("model").textContent = describe(model);
    spikes.start(model);
    experts.start(model);
    stateSize.start(model);
    if (!model.chat) {
      find("empty").textContent = "This model has no chat template: it was not made for conversations.";
    }
  } catch (error) {
    find("model").textContent = error.message;
    find("model").className = "error";
  }
  if (model && !model.memories) {
    memories.keptNowhere();
  } else {
    await memories.refresh();
  }
}

start();
