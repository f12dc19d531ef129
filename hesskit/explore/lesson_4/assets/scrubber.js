// The scrubber under a picture of steps: play, one step back or on, and a bar. Between two steps it says a fraction.
const FIRST = 1.1; // steps a second of the first few, so that each is seen; the others come faster and faster
const FEW = 6;
const GROWTH = 1.25;
const FASTEST = 20;
const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
const PACES = { "¼ ×": 0.25, "½ ×": 0.5, "1 ×": 1, "2 ×": 2, "4 ×": 4 };

function render({ model, el }) {
  el.classList.add("hesskit-scrubber");
  const play = make(el, "button", { type: "button", class: "play" });
  const back = make(el, "button", { type: "button", "aria-label": "one step back", title: "one step back" }, "‹");
  const on = make(el, "button", { type: "button", "aria-label": "one step on", title: "one step on" }, "›");
  const bar = make(el, "input", { type: "range", min: 0, step: "any", "aria-label": "step" });
  const said = make(el, "span", { class: "said", "aria-hidden": "true" });
  const pace = make(el, "select", { "aria-label": "speed", title: "speed" });
  for (const [text, value] of Object.entries(PACES)) make(pace, "option", { value }, text);
  pace.value = "1";
  if (model.get("resets")) {
    const reset = make(el, "button", { type: "button", class: "reset", title: "put everything back as it was" }, "Reset");
    reset.addEventListener("click", () => model.send("reset"));
  }
  let [frame, place, before] = [0, 0, 0]; // frame: of the screen, 0 while it stands

  const most = () => model.get("max");
  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  function show() {
    const value = Math.min(model.get("value"), most());
    const whole = `step ${Math.floor(value + 1e-9)} of ${most()}`;
    [bar.max, bar.value] = [most(), value];
    bar.setAttribute("aria-valuetext", whole);
    said.textContent = whole;
    const name = frame ? "pause" : "play";
    play.textContent = frame ? "❚❚" : "▶";
    play.setAttribute("aria-label", name);
    play.title = name;
    play.disabled = most() === 0;
    back.disabled = value <= 0;
    on.disabled = value >= most();
  }
  function set(value) {
    place = Math.min(Math.max(value, 0), most());
    if (model.get("value") === place) return;
    model.set("value", place);
    model.save_changes();
  }
  function stop() {
    cancelAnimationFrame(frame);
    frame = 0;
    show();
  }
  function go(value) {
    stop();
    set(value);
  }
  const step = (count) => {
    const now = model.get("value");
    go(count < 0 ? Math.ceil(now - 1e-9) + count : Math.floor(now + 1e-9) + count);
  };
  function tick(now) {
    const rate = Math.min(FIRST * GROWTH ** Math.max(0, place - FEW), FASTEST) * Number(pace.value);
    const reached = Math.min(place + Math.min((now - before) / 1000, 1) * rate, most());
    before = now;
    frame = requestAnimationFrame(tick);
    if (still()) {
      if (Math.floor(reached) > Math.floor(model.get("value"))) set(Math.floor(reached));
      place = reached; // whole steps alone are shown to who wants no motion
    } else set(reached);
    if (reached >= most()) go(most());
  }
  play.addEventListener("click", () => {
    if (frame) return stop();
    if (model.get("value") >= most()) set(0);
    [place, before] = [model.get("value"), performance.now()];
    frame = requestAnimationFrame(tick);
    show();
  });
  back.addEventListener("click", () => step(-1));
  on.addEventListener("click", () => step(1));
  bar.addEventListener("input", () => go(Math.round(Number(bar.value))));
  bar.addEventListener("keydown", (event) => {
    const count = KEYS[event.key];
    if (!count || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    step(count);
  });
  // what the kernel sets (another scenario, another start) ends the play; what was set here is only shown
  const follow = () => (frame && Math.abs(model.get("value") - place) > 1e-9 && !still() ? stop() : show());
  model.on("change:value change:max", follow);
  show();
  return () => {
    cancelAnimationFrame(frame);
    model.off("change:value change:max", follow);
  };
}

export default { render };
