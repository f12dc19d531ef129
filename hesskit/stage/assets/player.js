// The player: plays a recording where no kernel answers. The dials are sliders of the page's own.
const AWAY = [-1e4, -1e4];
const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);

function makeDial(panel, dial, onInput) {
  const label = element(panel, "label", "dial");
  element(label, "span", "name").textContent = dial.label;
  const slider = element(label, "input", "", { type: "range", min: 0, max: dial.texts.length - 1, step: 1 });
  const output = element(label, "output", "", { "aria-live": "off" }); // the slider says it
  slider.addEventListener("input", () => onInput(Number(slider.value)));
  // a deck's own arrow keys turn the page
  slider.addEventListener("keydown", (event) => MOVES.has(event.key) && event.stopPropagation());
  return (place) => {
    slider.value = place;
    slider.setAttribute("aria-valuetext", dial.texts[place]);
    output.textContent = dial.texts[place];
  };
}

// A page that must fit everything asks how long the words and the numbers can be.
function sayLongest(root, frames) {
  const longest = (texts) => texts.reduce((one, other) => ((other ?? "").length > one.length ? other : one), "");
  root.dataset.longest = longest(frames.map((frame) => frame.caption ?? frame.sentence));
  const slots = Object.keys(frames[0].numbers);
  const widest = slots.map((slot) => [slot, longest(frames.map((frame) => frame.numbers[slot]))]);
  root.dataset.widest = JSON.stringify(Object.fromEntries(widest));
}

function makePlayer(stage) {
  const { model, root, picture } = stage;
  const panel = element(root, "div", "dials", { role: "group", "aria-label": "recorded values" });
  panel.hidden = true;
  picture.node.after(panel);
  // a page that turns at a swipe stays where a slider is dragged
  for (const kind of ["pointerdown", "pointermove", "pointerup"]) panel.addEventListener(kind, (event) => event.stopPropagation());
  const player = {};
  let [recording, live, places, dials, asked] = [null, false, [], [], null];
  const fixed = new Map(); // the nodes of handles that no dial moves, which cannot be held

  // a recording never answers for a kernel that does
  player.active = () => recording !== null && !live;
  player.silence = () => {
    if (live) return;
    live = true;
    panel.hidden = true;
    for (const node of fixed.values()) picture.node.append(node);
    fixed.clear();
  };
  function go(wanted) {
    places = recording.clamp(wanted);
    dials.forEach((show, dial) => show(places[dial]));
    const frame = recording.frameAt(places);
    stage.show(frame, recording.backgrounds[frame.background]);
  }
  // a page with a second window hears what a hand turns in one, and turns the other
  function turn(wanted) {
    go(wanted);
    root.dispatchEvent(new CustomEvent("hesskit-turned", { detail: places }));
  }
  root.addEventListener("hesskit-turn", ({ detail }) => {
    asked = detail;
    if (player.active() && detail.length === dials.length) go(detail);
  });
  function fixOthers() {
    root.querySelectorAll(".handle").forEach((node, handle) => {
      if (recording.held.includes(handle)) return;
      fixed.set(handle, node);
      node.remove();
      for (const frame of recording.frames) if (frame.handles[handle]) frame.handles[handle] = AWAY;
    });
  }
  player.play = (message) => {
    if (fixed.has(message.handle)) return;
    if (message.type === "move") turn(recording.nearest(places, message.handle, message.x, message.y));
    if (message.type === "nudge") turn(recording.beyond(places, message, model.get("handles")[message.handle]?.rides));
  };
  player.open = async () => {
    const bytes = model.get("recording");
    if (!bytes?.byteLength || live) return;
    recording = await openRecording(bytes);
    if (live) return;
    panel.replaceChildren();
    const turnTo = (which) => (place) => turn(places.map((now, other) => (other === which ? place : now)));
    dials = recording.dials.map((dial, which) => makeDial(panel, dial, turnTo(which)));
    fixOthers();
    sayLongest(root, recording.frames);
    panel.hidden = false;
    go(asked?.length === dials.length ? asked : recording.dials.map((dial) => dial.start));
  };
  return player;
}
