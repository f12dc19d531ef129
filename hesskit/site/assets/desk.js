// What hesskit adds to JupyterLite: how far Python has come, fresh copies of lessons, and the Course menu's commands
// (the menu itself is in desk.json).
import { notify, remember, takeFresh, warnIfNothingIsKept, watchLessons } from "./lessons.js";
import { addProgress, progressText } from "./progress.js";
import { watchPython } from "./python.js";

const HERE = new URL("../", location.href); // the app's folder; this script is loaded by lab/index.html

// -- a phone has no room for the list of files, which the lab opens beside the first lesson, nor for bars at the sides
function makeRoom(app) {
  if (innerWidth >= 800) return Promise.resolve();
  return new Promise((made) => {
    const look = async () => {
      const panel = app.shell.currentWidget;
      if (!panel?.context) return;
      app.shell.currentChanged.disconnect(look);
      await panel.context.ready;
      app.shell.collapseLeft();
      for (const side of ["left", "right"]) {
        const bar = document.querySelector(`.jp-SideBar.jp-mod-${side}`);
        if (bar?.checkVisibility()) await app.commands.execute("application:toggle-side-tabbar", { side });
      }
      // the page is laid out anew in the next frames
      requestAnimationFrame(() => requestAnimationFrame(made));
    };
    app.shell.currentChanged.connect(look);
    look();
  });
}

// -- the address: see address.js
function watchAddress(app) {
  let leaving = false; // a lesson that is still coming when the page is left is closed by the lab: it stays in the address
  let followed = null; // the lesson that a link led to, until the reader's next press
  addEventListener("beforeunload", () => (leaving = true));
  addEventListener("pointerdown", () => ([leaving, followed] = [false, null]), true); // they stayed after all
  addEventListener("keydown", () => (followed = null), true);
  const look = () => {
    const panel = app.shell.currentWidget;
    const path = panel?.context?.path;
    if (!path || leaving) return;
    if (path !== window.hesskit.opened) followed = panel;
    // the lab puts the lesson of the address on top once that is ready, though a link in it was followed meanwhile
    else if (followed?.isAttached) return void app.shell.activateById(followed.id);
    window.hesskit.showLesson(path);
  };
  app.shell.currentChanged?.connect(look);
}

// -- a link may begin at a cell: ?path=01-definition.ipynb&cell=its-id
async function showCell(app, roomMade) {
  if (!window.hesskit.cell) return;
  await roomMade;
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
  keepOnTop(notebook.widgets[index].node, notebook.outerNode);
}

// cells and their pictures are laid out bit by bit, long after the lab has scrolled: what grows above pushes the cell away.
// It is put back until the reader moves, who may then be anywhere.
function keepOnTop(cell, scroller) {
  const put = () => {
    if (cell.isConnected) scroller.scrollTop += cell.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  };
  const sizes = new ResizeObserver(put);
  for (const part of [scroller, cell.parentElement, ...cell.parentElement.children]) sizes.observe(part);
  const moves = new AbortController();
  const leave = () => (sizes.disconnect(), moves.abort());
  for (const move of ["wheel", "pointerdown", "keydown", "touchstart"])
    addEventListener(move, leave, { capture: true, passive: true, signal: moves.signal });
  put();
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

// the page of the first tier that has the same lesson, or the front page
async function readAsPage(app, path) {
  const panel = app.shell.currentWidget;
  if (panel?.context?.model?.dirty) await panel.context.save();
  const name = /^\d\d-[a-z0-9-]+\.ipynb$/.test(path ?? "") ? path.replace(/\.ipynb$/, ".html") : "index.html";
  location.assign(new URL(`../${name}`, HERE));
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
  add("read", "Back to the Pages of the Course", (args) => readAsPage(app, path(args)));
  add("fresh", "Take a Fresh Copy of This Lesson, Keep Mine Beside It", (args) => takeFresh(app, path(args)), (args) => path(args) in shipped);
  add("keep", "Go on With My Copy", (args) => remember(path(args), shipped[path(args)]));
  add("save-progress", "Save My Progress to a File", () => saveProgress(app));
  add("read-progress", "Add Progress From a File…", () => readProgressFile(app));
}

async function begin() {
  const answer = await fetch(new URL("lessons.json", HERE), { cache: "no-cache" }).catch(() => null);
  const shipped = answer?.ok ? await answer.json() : {};
  const app = await new Promise((resolve) => {
    const poll = setInterval(() => {
      if (!window.jupyterapp?.serviceManager) return;
      clearInterval(poll);
      resolve(window.jupyterapp);
    }, 50);
  });
  addCommands(app, shipped);
  await app.restored;
  watchPython(app);
  watchLessons(app, shipped);
  watchAddress(app);
  showCell(app, makeRoom(app));
  warnIfNothingIsKept(app);
}

begin();
