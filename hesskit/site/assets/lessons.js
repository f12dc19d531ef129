// A saved copy of a lesson hides what the site serves, so its version is remembered and a newer one is offered.
const HERE = new URL("../", location.href); // the app's folder; this script is loaded by lab/index.html
const LEDGER = `hesskit:${HERE.pathname}`; // in the browser: which version of a lesson the learner's copy began from
let noted = "{}"; // where the browser keeps nothing

function ledger() {
  try {
    return JSON.parse(localStorage.getItem(LEDGER) ?? noted);
  } catch {
    return JSON.parse(noted);
  }
}

export function remember(path, version) {
  const { [path]: _old, ...others } = ledger();
  noted = JSON.stringify(version ? { ...others, [path]: version } : others);
  try {
    localStorage.setItem(LEDGER, noted);
  } catch {
    // a browser that keeps nothing: it is remembered while the page is open
  }
}

export function notify(app, message, type = "info", actions = []) {
  const stays = actions.length || type === "error"; // what went wrong may take longer to read
  app.commands.execute("apputils:notify", { message, type, options: { autoClose: stays ? false : 8000, actions } });
}

export function watchLessons(app, shipped) {
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

// the database in which the app keeps files; it falls back to the other storage, and then to nothing
async function keeps() {
  const opens = new Promise((resolve) => {
    const asked = indexedDB.open("hesskit-question");
    asked.onsuccess = () => {
      asked.result.close();
      indexedDB.deleteDatabase("hesskit-question");
      resolve(true);
    };
    asked.onerror = () => resolve(false);
  });
  const writes = async () => localStorage.setItem(`${LEDGER}?`, "") ?? localStorage.removeItem(`${LEDGER}?`) ?? true;
  return (await opens) || writes();
}

export async function warnIfNothingIsKept(app) {
  if (await keeps().catch(() => false)) return;
  const choices = [{ label: "Save my progress to a file", commandId: "hesskit:save-progress" }];
  notify(app, "This browser keeps nothing for this site: what you write is lost when the page is closed. The menu Course saves your progress to a file.", "warning", choices);
}

async function freeName(contents, path) {
  const day = new Date().toISOString().slice(0, 10);
  for (let count = 1; ; count++) {
    const name = path.replace(/(\.\w+)$/, `.mine-${day}${count > 1 ? `-${count}` : ""}$1`);
    const taken = await contents.get(name, { content: false }).then(() => true, () => false);
    if (!taken) return name;
  }
}

export async function takeFresh(app, path) {
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
