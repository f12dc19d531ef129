// Runs before the lab. The address names the lesson on the screen, and one step back leaves the app: the lab itself
// would drop the lesson from the address and add a step to the history, so that Back does nothing and Forward opens an
// empty lab. Each lesson is a workspace of its own, so that a link opens this lesson alone: the lab would open again
// those of all other tabs too, each with a Python of its own.
(() => {
  const SLOW = 20_000; // ms after which an app that does not come is remarked upon
  const asked = new URL(location.href).searchParams;
  const show = history.replaceState.bind(history);
  history.pushState = history.replaceState = () => {};
  const showLesson = (path) => {
    const named = encodeURIComponent(path);
    show(null, "", `?path=${named}&workspace=${named}`);
  };
  const opened = asked.get("path") ?? (asked.has("workspace") ? null : "00-start-here.ipynb");
  window.hesskit = { opened, cell: asked.get("cell"), showLesson };
  if (opened) showLesson(opened);
  setTimeout(() => {
    const words = document.querySelector(".jupyterlite-loading-indicator-text");
    if (!words || window.jupyterapp?.shell) return;
    words.textContent = "The lesson takes long to open: the connection may be slow or blocked. Wait, or reload the page.";
  }, SLOW);
})();
