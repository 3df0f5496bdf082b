import { post, stream } from "./api.js";
import { announce, find, passFocus } from "./dom.js";
import { EndInSight } from "./endinsight.js";
import { readSettings, showFieldError, systemMessages } from "./settings.js";
import { Stopwatch } from "./stopwatch.js";
import { Turn } from "./turn.js";

/** The conversation: questions, answers as they come, stop and regenerate. */
export class Chat {
  #turns = [];
  #running = null;
  #end = new EndInSight(find("scroll"), find("turns"));
  #context;

  /** @param {{model: () => string, memory: () => string|null, onLength: (tokens: number) => void}} context */
  constructor(context) {
    this.#context = context;
    find("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
    find("chat").addEventListener("keydown", (event) => this.#key(event));
    find("stop").onclick = () => this.stop();
    find("clear").onclick = () => this.clear();
  }

  stop() {
    this.#running?.abort();
  }

  clear() {
    this.stop();
    this.#turns = [];
    find("turns").replaceChildren();
    find("empty").hidden = false;
  }

  #key(event) {
    if (event.key === "Escape") {
      this.stop();
    } else if (event.key === "Enter" && event.target.id === "question" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#ask();
    }
  }

  #ask() {
    const question = find("question");
    if (this.#running || question.value.trim() === "" || readSettings() === null) {
      return;
    }
    const turn = new Turn(question.value, () => this.#answer(turn));
    this.#turns.push(turn);
    find("empty").hidden = true;
    find("turns").append(turn.node);
    question.value = "";
    this.#answer(turn);
  }

  async #answer(turn) {
    const settings = readSettings();
    if (this.#running || settings === null) {
      return;
    }
    const running = new AbortController();
    this.#run(running);
    passFocus(turn.node, find("question"));
    turn.begin();
    announce("Answering");
    this.#end.show();
    try {
      await this.#stream(turn, this.#body(turn, settings), running.signal);
      announce(turn.answer || "The answer is empty.");
    } catch (error) {
      this.#failed(turn, error, running.signal);
    } finally {
      this.#run(null);
    }
  }

  async #stream(turn, body, signal) {
    const watch = new Stopwatch();
    for await (const { comment, data } of stream("v1/chat/completions", post(body, signal))) {
      const choice = data?.choices[0];
      if (comment && !turn.answer) {
        turn.progress(comment);
      }
      if (choice?.delta.content) {
        watch.token();
        turn.append(choice.delta.content);
      }
      if (choice?.finish_reason) {
        watch.finish = choice.finish_reason;
      }
      if (data?.usage) {
        watch.usage = data.usage;
        this.#context.onLength(data.usage.total_tokens);
      }
    }
    turn.end(watch.summary());
  }

  #failed(turn, error, signal) {
    if (signal.aborted) {
      turn.end("stopped");
      announce("Stopped");
    } else {
      turn.fail(error.message);
      showFieldError(error);
    }
  }

  /** Earlier turns without an answer are left out: models want questions and answers in turn. */
  #body(turn, settings) {
    const earlier = this.#turns.slice(0, this.#turns.indexOf(turn)).filter((one) => one.answer !== "");
    const said = earlier.flatMap((one) => [
      { role: "user", content: one.question },
      { role: "assistant", content: one.answer },
    ]);
    return {
      model: this.#context.model(),
      messages: [...systemMessages(), ...said, { role: "user", content: turn.question }],
      stream: true,
      stream_options: { include_usage: true },
      ...settings,
      ...(this.#context.memory() && { memory: this.#context.memory() }),
    };
  }

  #run(running) {
    this.#running = running;
    passFocus(running ? find("send") : find("stop"), find("question"));
    find("stop").hidden = !running;
    find("send").hidden = Boolean(running);
  }
}
