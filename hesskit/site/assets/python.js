// How far Python has come, said in one line of the page; and the button that runs the lesson once it is ready.
import { missingFiles } from "./missing.js";

const PATIENCE = 30_000; // ms after which a Python that says nothing is looked into
// run silently; this kernel counts silent runs too, and a learner's first cell is [1]
const GREETING = "get_ipython().execution_count -= 1";
const WARM_UP = `${GREETING}
def _warm_up():
    import contextlib, hesskit.course.check, hesskit.course.lessons.progress, hesskit.explore.lesson_1.hessian
    from hesskit.stage.testing import DotPicture, DotScene
    with contextlib.suppress(ValueError):  # a busy machine may need longer for the first formula than one is given
        hesskit.Surface("x^2 + sin(y)").hessian([1.0, 2.0])
    picture = DotPicture()
    picture.update(DotScene(0.25, 0.5))
    picture.background(1.0)

_warm_up()
del _warm_up
`;

const line = document.createElement("div");
const status = document.createElement("span");
const button = document.createElement("button");
const live = new WeakSet(); // the notebooks that have been run with the button
line.id = "hesskit-line";
status.id = "hesskit-status";
status.setAttribute("role", "status");
button.id = "hesskit-run";
button.type = "button";
button.textContent = "Run the whole lesson";
button.hidden = true;
line.append(status, button);

export function say(state, sentence) {
  line.dataset.state = status.dataset.state = state;
  status.textContent = sentence;
}

async function run(kernel, code) {
  const reply = await kernel.requestExecute({ code, silent: true, store_history: false }).done;
  if (reply.content.status !== "ok") throw new Error(reply.content.evalue);
}

// what stands in Python's way, or else the sentence given
async function explain(otherwise) {
  const missing = await missingFiles().catch(() => []);
  if (!missing.length) return otherwise;
  const more = missing.length > 1 ? ` (and ${missing.length - 1} more)` : "";
  return `Python cannot start: ${missing[0]}${more} cannot be fetched. Look at your connection and reload the page; if that does not help, tell whoever runs this site. The lesson can be read all the same.`;
}

let newest = 0; // of several Pythons, or several starts of one, the line speaks of the last

async function prepare(kernel) {
  const turn = ++newest;
  const tell = (state, sentence) => turn === newest && say(state, sentence);
  let waiting = true;
  const late = setTimeout(async () => {
    const sentence = await explain("Python has not started yet: the connection may be slow or blocked. Wait, or reload the page.");
    if (waiting) tell("late", sentence);
  }, PATIENCE);
  const settle = () => {
    waiting = false;
    clearTimeout(late);
  };
  try {
    button.hidden = true;
    tell("starting", "1 of 2: Python is starting in your browser. Read on meanwhile.");
    await run(kernel, GREETING);
    settle();
    tell("loading", "2 of 2: the mathematics is being loaded. Read on meanwhile.");
    await run(kernel, WARM_UP);
    tell("ready", matchMedia("(pointer: coarse)").matches ? "Python is ready." : "Python is ready: run a cell with Shift+Enter.");
  } catch (problem) {
    settle();
    console.error(`hesskit: Python could not be prepared: ${problem}`);
    tell("broken", await explain("Python could not be prepared: choose Kernel, Restart Kernel, or reload the page."));
  }
}

// a restart is told to the notebook's own line to Python only, and ours ends with the Python it led to
function watchRestarts(panel, begin) {
  let restarting = false;
  panel.sessionContext.statusChanged.connect((context, now) => {
    const was = restarting;
    restarting = now === "restarting" || now === "autorestarting";
    if (restarting) live.delete(panel);
    if (was && !restarting && context.session?.kernel) begin(context.session.kernel.model);
  });
}

// runs all cells, and leaves the page where the reader has it: the lab would go to the last cell
async function runLesson(app) {
  const panel = app.shell.currentWidget;
  const notebook = panel.content;
  const { activeCellIndex } = notebook;
  live.add(panel);
  button.hidden = true;
  say("ready", "The lesson is running …");
  const done = app.commands.execute("notebook:run-all-cells");
  notebook.activeCellIndex = activeCellIndex;
  await done;
  if (!live.has(panel)) return; // Python was restarted meanwhile
  notebook.activeCellIndex = activeCellIndex;
  await notebook.scrollToItem(activeCellIndex, "smart");
  say("ready", "The lesson is live: drag, type, answer.");
}

export function watchPython(app) {
  const met = new Set();
  const watched = new WeakSet();
  const offer = () => {
    const panel = app.shell.currentWidget;
    button.hidden = status.dataset.state !== "ready" || !panel?.content?.model?.cells || live.has(panel);
  };
  const warm = (model) => prepare(app.serviceManager.kernels.connectTo({ model, handleComms: false })).then(offer);
  const shown = () => {
    const panel = app.shell.currentWidget;
    if (panel?.sessionContext && !watched.has(panel)) watchRestarts(panel, warm);
    if (panel) watched.add(panel);
    offer();
  };
  const look = () => {
    for (const { kernel } of app.serviceManager.sessions.running()) {
      if (!kernel || met.has(kernel.id)) continue;
      met.add(kernel.id);
      warm(kernel);
    }
  };
  document.body.append(line);
  button.addEventListener("click", () => runLesson(app));
  app.shell.currentChanged?.connect(shown);
  shown();
  app.serviceManager.sessions.runningChanged.connect(look);
  if (typeof WebAssembly === "undefined") say("broken", "This browser cannot run Python, for it has no WebAssembly. The lesson can be read, and in another browser it can be run.");
  else say("waiting", "");
  look();
}
