// Shows the picture, reports the pointer and the keys. Joined after paint.js and line.js by stage.py.
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function element(parent, tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent.append(made);
  return made;
}

function isDark() {
  return document.body.dataset.jpThemeLight === "false";
}

function render({ model, el }) {
  const size = model.get("size");
  const root = element(el, "figure", "hesskit-stage", { "data-lm-suppress-shortcuts": "true" });
  const picture = element(root, "div", "picture");
  picture.style.width = `${size[0]}px`;
  picture.style.aspectRatio = `${size[0]} / ${size[1]}`;
  // two canvases: what stands still is not painted again with what moves
  const backdrop = element(picture, "canvas", "backdrop", { "aria-hidden": "true" });
  const canvas = element(picture, "canvas", "", { role: "img" });
  const readout = element(root, "div", "readout");
  const caption = element(root, "figcaption", "", { "aria-hidden": "true" });
  const message = element(root, "p", "message", { role: "alert" });
  const spoken = element(root, "p", "spoken", { "aria-live": "polite" });
  const context = canvas.getContext("2d", { willReadFrequently: true }); // a few lines a frame: drawn sooner than handed to a GPU
  const view = { background: null, frame: model.get("frame"), shift: null, drag: null, queued: false, speech: 0, scale: 1, tall: 0 };
  const player = makePlayer(model, root, (frame, background) => {
    [view.frame, view.background] = [frame, background];
    follow();
    schedule();
  });
  const line = makeLine(model, player, () => {
    message.textContent =
      "The kernel has not answered: it may be busy or stopped. The picture shows its last answer; run the cell again if it stays still.";
    if (view.drag) return;
    view.shift = null; // what was held goes back to the last answer too
    schedule();
  });

  // -- words and painting, once a frame of the screen: the page is laid out once
  function schedule() {
    if (view.queued) return;
    view.queued = true;
    requestAnimationFrame(() => {
      view.queued = false;
      if (view.told !== view.frame) tell((view.told = view.frame));
      // a canvas is emptied by its new size: not before it is painted, for on paper it never would be
      if (view.width && canvas.width !== view.width) [canvas.width, canvas.height] = [view.width, Math.round((view.width * size[1]) / size[0])];
      if (view.shown !== view.background) paintStill(backdrop, canvas, (view.shown = view.background));
      paint(context, size, view.frame, view.shift);
      grips.place(view, !player.active());
    });
  }
  function resize() {
    // a deck of slides enlarges the whole page by a transform
    const zoom = canvas.getBoundingClientRect().width / canvas.clientWidth || 1;
    const width = Math.max(1, Math.round(canvas.clientWidth * zoom * (window.devicePixelRatio || 1)));
    view.scale = canvas.clientWidth / size[0];
    view.box = null;
    if (view.width !== width) {
      caption.style.minHeight = `${(view.tall = 0)}px`;
      view.width = width;
      view.shown = null;
    }
    schedule();
  }
  function settle() {
    // a caption that shrank and grew would push the page up and down under the hand
    if (caption.offsetHeight > view.tall) caption.style.minHeight = `${(view.tall = caption.offsetHeight)}px`;
  }

  // -- what the kernel says
  async function receive() {
    const bytes = model.get("background");
    if (player.active() && !line.answers(model.get("frame").seq)) return; // it is the recording that is shown
    line.answered(model.get("frame").seq); // first, so that the kernel works on the next while this one is painted
    if (bytes !== view.bytes) {
      view.bytes = bytes;
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      if (bytes !== view.bytes) return; // a newer background overtook this one
      view.background = bitmap;
    }
    view.frame = model.get("frame");
    follow();
    schedule();
  }
  function tell(frame) {
    caption.textContent = frame.sentence;
    canvas.setAttribute("aria-label", frame.sentence);
    if (message.textContent !== frame.message) message.textContent = frame.message;
    for (const output of slots) {
      const text = frame.numbers[output.dataset.slot];
      if (text !== undefined && output.textContent !== text) output.textContent = text;
    }
    clearTimeout(view.speech);
    view.speech = setTimeout(() => {
      if (spoken.textContent !== frame.sentence) spoken.textContent = frame.sentence;
    }, 500);
  }

  // -- what can be held
  const grips = makeGrips(model, picture, press);
  let slots = [];
  function furnish() {
    readout.innerHTML = model.get("readout");
    slots = [...readout.querySelectorAll("[data-slot]")];
    grips.make();
    view.told = null;
    schedule();
  }

  // -- what the learner does
  function press(event, grip) {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    const [right, up] = arrow;
    if (grip.turner) {
      const [azimuth, elevation] = view.frame.turns[grip.index];
      line.post({ type: "turn", turner: grip.index, azimuth: azimuth - 5 * right, elevation: elevation + 5 * up, final: true });
    } else {
      const fine = event.shiftKey ? 0.1 : 1;
      line.post({ type: "nudge", handle: grip.index, right: right * fine, up: up * fine });
    }
  }
  function locate(event) {
    // measured once a drag: asking again after each answer would lay the whole page out again
    const box = (view.box ??= picture.getBoundingClientRect());
    return [((event.clientX - box.left) * size[0]) / box.width, ((event.clientY - box.top) * size[1]) / box.height];
  }
  function follow() {
    if (!view.drag || view.drag.grip.turner || view.drag.grip.rides || player.active()) {
      view.shift = null;
      return;
    }
    const { grip, at } = view.drag;
    const [left, top, right, bottom] = grip.bounds;
    const [x, y] = view.frame.handles[grip.index];
    const inside = [Math.min(Math.max(at[0], left), right), Math.min(Math.max(at[1], top), bottom)];
    view.shift = { handle: grip.index, x: inside[0] - x, y: inside[1] - y };
  }
  function report(final) {
    const { grip, at, start, turn } = view.drag;
    if (grip.turner) {
      const [azimuth, elevation] = [turn[0] - (at[0] - start[0]) / 2, turn[1] + (at[1] - start[1]) / 2];
      line.post({ type: "turn", turner: grip.index, azimuth, elevation, final });
    } else line.post({ type: "move", handle: grip.index, x: at[0], y: at[1], final });
  }
  picture.addEventListener("pointerdown", (event) => {
    view.box = null;
    const grip = grips.at(locate(event), view.frame);
    // a finger scrolls the page unless it is on something that moves
    if (!grip || event.button !== 0 || (event.pointerType === "touch" && !event.target.closest(".handle, .turner"))) return;
    event.preventDefault();
    event.stopPropagation(); // a page that turns at a swipe stays under a drag
    grip.node.focus({ preventScroll: true, focusVisible: false });
    picture.setPointerCapture(event.pointerId);
    picture.classList.add("dragging");
    const at = locate(event);
    view.drag = { grip, at, start: at, turn: grip.turner ? [...view.frame.turns[grip.index]] : null, pointer: event.pointerId };
    if (!grip.turner) moveTo(event);
  });
  function moveTo(event) {
    view.drag.at = locate(event);
    follow();
    schedule();
    report(false);
  }
  picture.addEventListener("pointermove", (event) => {
    if (view.drag?.pointer !== event.pointerId) return;
    event.stopPropagation();
    moveTo(event);
  });
  function release(event) {
    if (view.drag?.pointer !== event.pointerId) return;
    event.stopPropagation();
    report(true);
    line.hurry();
    view.drag = view.box = null;
    picture.classList.remove("dragging");
  }
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, release);
  picture.addEventListener("focusout", line.hurry);

  // -- what the screen does
  function look() {
    line.post({ type: "view", ratio: window.devicePixelRatio || 1, theme: isDark() ? "dark" : "light" });
  }
  let sharpness = null;
  function watchSharpness() {
    sharpness?.removeEventListener("change", sharper);
    sharpness = window.matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`);
    sharpness.addEventListener("change", sharper);
  }
  function sharper() {
    watchSharpness();
    resize();
    look();
  }
  const [resizes, settling] = [new ResizeObserver(resize), new ResizeObserver(settle)];
  resizes.observe(canvas);
  settling.observe(caption);
  const themes = new MutationObserver(look);
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  const scrolled = () => (view.box = null);
  document.addEventListener("scroll", scrolled, true);
  root.addEventListener("hesskit-resize", resize);
  model.on("change:frame", receive);
  model.on("change:handles change:turners change:readout", furnish);
  furnish();
  watchSharpness();
  receive().then(look).then(player.open);
  model.on("change:recording", player.open);
  return () => {
    for (const watcher of [resizes, settling, themes]) watcher.disconnect();
    document.removeEventListener("scroll", scrolled, true);
    sharpness?.removeEventListener("change", sharper);
    clearTimeout(line.timer);
    clearTimeout(view.speech);
    model.off("change:frame", receive);
    model.off("change:recording", player.open);
    model.off("change:handles change:turners change:readout", furnish);
  };
}

export default { render };
