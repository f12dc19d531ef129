// What hesskit adds to JupyterLite: how far Python has come, fresh copies of lessons, and the Course menu's commands
// (the menu itself is in desk.json).
import { addProgress, progressText } from "./progress.js";

const HERE = new URL("../", location.href); // the app's folder; this script is loaded by lab/index.html
const LEDGER = `hesskit:${HERE.pathname}`; // in the browser: which version of a lesson the learner's copy began from
const PATIENCE = 120_000; // ms after which a kernel that says nothing is remarked upon
// run silently; this kernel counts silent runs too, and a learner's first cell is [1]
const GREETING = "get_ipython().execution_count -= 1";
const WARM_UP = `${GREETING}
def _warm_up():
    import hesskit.course.check, hesskit.course.progress, hesskit.explore.lesson_0
    from hesskit.stage.testing import DotPicture, DotScene
    hesskit.Surface("x^2 + sin(y)").hessian([1.0, 2.0])
    picture = DotPicture()
    picture.update(DotScene(0.25, 0.5))
    picture.background(1.0)

_warm_up()
del _warm_up
`;

// -- a phone has no room for the list of files, which the lab opens beside the first lesson
function makeRoom(app) {
  if (innerWidth >= 800) return;
  const look = async () => {
    const panel = app.shell.currentWidget;
    if (!panel?.context) return;
    app.shell.currentChanged.disconnect(look);
    await panel.context.ready;
    app.shell.collapseLeft();
  };
  app.shell.currentChanged.connect(look);
  look();
}

// -- the address: see address.js
function watchAddress(app) {
  const look = () => {
    const path = app.shell.currentWidget?.context?.path;
    if (path) window.hesskit.showLesson(path);
  };
  app.shell.currentChanged?.connect(look);
}

// -- how far Python has come
const status = document.createElement("div");
status.id = "hesskit-status";
status.setAttribute("role", "status");

function say(state, sentence) {
  status.dataset.state = state;
  status.textContent = sentence;
}

async function run(kernel, code) {
  const reply = await kernel.requestExecute({ code, silent: true, store_history: false }).done;
  if (reply.content.status !== "ok") throw new Error(reply.content.evalue);
}

async function warm(app, model) {
  const kernel = app.serviceManager.kernels.connectTo({ model, handleComms: false });
  kernel.statusChanged.connect((_kernel, now) => {
    if (now === "restarting" || now === "autorestarting") prepare();
  });
  async function prepare() {
    const late = setTimeout(
      () => say("late", "Python has not started yet: the connection may be slow or blocked. Wait, or reload the page."),
      PATIENCE,
    );
    try {
      say("starting", "1 of 2: Python is starting in your browser. Read on meanwhile.");
      await run(kernel, GREETING);
      clearTimeout(late);
      say("loading", "2 of 2: the mathematics is being loaded. Read on meanwhile.");
      await run(kernel, WARM_UP);
      say("ready", "Python is ready: run a cell with Shift+Enter.");
    } catch (problem) {
      clearTimeout(late);
      console.error(`hesskit: Python could not be prepared: ${problem}`);
      say("broken", "Python could not be prepared: choose Kernel, Restart Kernel, or reload the page.");
    }
  }
  await prepare();
}

function watchKernels(app) {
  const met = new Set();
  const look = () => {
    for (const { kernel } of app.serviceManager.sessions.running()) {
      if (!kernel || met.has(kernel.id)) continue;
      met.add(kernel.id);
      warm(app, kernel);
    }
  };
  app.serviceManager.sessions.runningChanged.connect(look);
  look();
}

// -- lessons: a saved copy hides what the site serves, so its version is remembered and a newer one is offered
const ledger = () => JSON.parse(localStorage.getItem(LEDGER) ?? "{}");

function remember(path, version) {
  const { [path]: _old, ...others } = ledger();
  localStorage.setItem(LEDGER, JSON.stringify(version ? { ...others, [path]: version } : others));
}

function watchLessons(app, shipped) {
  const asked = new Set();
  const { contents } = app.serviceManager;
  contents.fileChanged.connect((_contents, change) => {
    const path = change.newValue?.path;
    if (change.type === "save" && shipped[path] && !ledger()[path]) {
      remember(path, shipped[path]);
      navigator.storage?.persist?.(); // the browser is asked not to throw the learner's work away
    }
  });
  const look = () => {
    const path = app.shell.currentWidget?.context?.path;
    const began = ledger()[path];
    if (!began || !shipped[path] || began === shipped[path] || asked.has(path)) return;
    asked.add(path);
    const button = (label, commandId) => ({ label, commandId, args: { path } });
    notify(app, `There is a newer version of ${path} than the one your copy began from. You see your own copy.`, "info", [
      button("Take the new one, keep mine beside it", "hesskit:fresh"),
      button("Go on with mine", "hesskit:keep"),
    ]);
  };
  app.shell.currentChanged?.connect(look);
  look();
}

function notify(app, message, type = "info", actions = []) {
  app.commands.execute("apputils:notify", { message, type, options: { autoClose: actions.length ? false : 8000, actions } });
}

async function freeName(contents, path) {
  const day = new Date().toISOString().slice(0, 10);
  for (let count = 1; ; count++) {
    const name = path.replace(/(\.\w+)$/, `.mine-${day}${count > 1 ? `-${count}` : ""}$1`);
    const taken = await contents.get(name, { content: false }).then(() => true, () => false);
    if (!taken) return name;
  }
}

async function takeFresh(app, path) {
  const { contents } = app.serviceManager;
  const open = [...app.shell.widgets("main")].find((widget) => widget.context?.path === path);
  if (open) await open.context.save(); // what stands on the screen is what is kept
  const mine = await contents.get(path, { content: true });
  const kept = await freeName(contents, path);
  await contents.save(kept, { type: mine.type, format: mine.format, content: mine.content });
  await fetch(new URL(`files/${path}`, HERE), { cache: "reload" }); // the browser may still hold the old one
  await contents.delete(path); // the browser's copy only: what the site serves comes to light
  remember(path, null);
  if (open) await open.context.revert();
  notify(app, `${path} is as the site has it now. Yours is kept as ${kept}.`, "success");
}

// -- a link may begin at a cell: ?path=01-definition.ipynb&cell=its-id
function showCell(app) {
  if (!window.hesskit.cell) return;
  const look = () => {
    const panel = app.shell.currentWidget;
    if (panel?.context?.path !== window.hesskit.opened) return;
    app.shell.currentChanged.disconnect(look);
    scrollTo(panel);
  };
  app.shell.currentChanged.connect(look);
  look();
}

async function scrollTo(panel) {
  await panel.context.ready;
  await panel.revealed;
  const notebook = panel.content;
  while (notebook.widgets.length < notebook.model.cells.length) await new Promise(requestAnimationFrame);
  const index = notebook.widgets.findIndex((cell) => cell.model.id === window.hesskit.cell);
  if (index < 0) return;
  notebook.activeCellIndex = index;
  await notebook.scrollToItem(index, "start");
}

// -- the Course menu
async function saveProgress(app) {
  const text = await progressText(app.serviceManager.contents);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "hesskit-progress.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function readProgressFile(app) {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: ".json", id: "hesskit-file", hidden: true });
  document.body.append(input);
  input.addEventListener("cancel", () => input.remove());
  input.addEventListener("change", async () => {
    try {
      notify(app, await addProgress(app.serviceManager.contents, await input.files[0].text()), "success");
    } catch {
      notify(app, "That file holds no progress of hesskit: choose one that was saved by the Course menu.", "error");
    }
    input.remove();
  });
  input.click();
}

function addCommands(app, shipped) {
  const path = (args) => args.path ?? app.shell.currentWidget?.context?.path;
  const add = (id, label, act, isEnabled = () => true) => {
    const execute = (args) =>
      Promise.resolve(act(args)).catch((problem) => {
        console.error(`hesskit: ${label} failed: ${problem}`);
        notify(app, `This did not work, and nothing was changed: ${problem.message ?? problem}`, "error");
      });
    app.commands.addCommand(`hesskit:${id}`, { label, execute, isEnabled });
  };
  add("fresh", "Take a Fresh Copy of This Lesson, Keep Mine Beside It", (args) => takeFresh(app, path(args)), (args) => path(args) in shipped);
  add("keep", "Go on With My Copy", (args) => remember(path(args), shipped[path(args)]));
  add("save-progress", "Save My Progress to a File", () => saveProgress(app));
  add("read-progress", "Add Progress From a File…", () => readProgressFile(app));
}

async function begin() {
  const answer = await fetch(new URL("lessons.json", HERE), { cache: "no-cache" });
  const shipped = answer.ok ? await answer.json() : {};
  const app = await new Promise((resolve) => {
    const poll = setInterval(() => {
      if (!window.jupyterapp?.serviceManager) return;
      clearInterval(poll);
      resolve(window.jupyterapp);
    }, 50);
  });
  addCommands(app, shipped);
  await app.restored;
  document.body.append(status);
  say("waiting", "");
  watchKernels(app);
  watchLessons(app, shipped);
  watchAddress(app);
  makeRoom(app);
  showCell(app);
}

begin();
