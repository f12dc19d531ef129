// The clock of latency.py, inside the page. A frame of the screen counts as seen when it has been rendered: every
// requestAnimationFrame posts a message to itself, which the browser delivers after that frame's paint.
window.latencyClock = (() => {
  const painted = new WeakMap(); // canvas → how often it was painted
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    painted.set(this.canvas, (painted.get(this.canvas) ?? 0) + 1);
    return clear.apply(this, box);
  };
  const sleep = (time) => new Promise((done) => setTimeout(done, time));

  // -- after every rendered frame, call the listeners
  const listeners = new Set();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => listeners.forEach((listener) => listener(performance.now()));
  const turn = () => {
    if (listeners.size) port2.postMessage(0);
    requestAnimationFrame(turn);
  };
  turn();

  // -- what can be seen of one way
  function stageOf(root) {
    const canvas = root.querySelector(".hesskit-stage canvas[role=img]");
    let [answers, paints] = [window.latencyAnswers, painted.get(canvas) ?? 0];
    return {
      canvas,
      surface: root.querySelector(".hesskit-stage .picture"),
      paints: () => painted.get(canvas) ?? 0,
      // the kernel's answer is on the screen: one has come, and a paint after it; its words may be those of before
      changed() {
        if (window.latencyAnswers === answers) {
          paints = this.paints();
          return false;
        }
        if (this.paints() === paints) return false;
        [answers, paints] = [window.latencyAnswers, this.paints()];
        return true;
      },
    };
  }
  function floorOf(root) {
    const canvas = root.querySelector(".latency-floor");
    const paints = () => painted.get(canvas) ?? 0;
    let before = paints();
    const changed = () => (before === paints() ? false : ((before = paints()), true));
    return { canvas, surface: canvas, paints, changed };
  }
  function imageOf(root) {
    const image = () => root.querySelector("img");
    let before = image()?.src;
    const changed = () => {
      const now = image();
      if (!now?.complete || !now.naturalWidth || now.src === before) return false;
      before = now.src;
      return true;
    };
    return { canvas: null, paints: () => 0, changed };
  }
  const seen = { stage: stageOf, floor: floorOf, image: imageOf };

  // -- what a hand can do: a pointer on the picture, or the mouse on a slider
  function pointerOn(view, start) {
    const box = view.surface.getBoundingClientRect(); // once: to ask at every move would lay the page out each time
    const fire = (type, x, y) => {
      const place = { clientX: box.left + start[0] * box.width + x, clientY: box.top + start[1] * box.height + y };
      const common = { pointerId: 1, pointerType: "mouse", isPrimary: true, bubbles: true, cancelable: true, button: 0, buttons: 1 };
      view.surface.dispatchEvent(new PointerEvent(type, { ...common, ...place }));
    };
    return { down: () => fire("pointerdown", 0, 0), move: (x, y) => fire("pointermove", x, y), up: (x, y) => fire("pointerup", x, y) };
  }
  // our own slider is the browser's, which believes no mouse but a real one: its bar is moved, and says so
  function barOn(bar) {
    const start = Number(bar.value);
    const move = (x) => {
      bar.value = start + (x / bar.clientWidth) * (bar.max - bar.min);
      bar.dispatchEvent(new Event("input", { bubbles: true }));
    };
    return { down: () => {}, move, up: move };
  }
  function mouseOn(root) {
    const bar = root.querySelector(".hesskit-slider input[type=range]");
    if (bar) return barOn(bar);
    const knob = root.querySelector(".noUi-handle");
    let from = [0, 0];
    const fire = (target, type, x) => {
      const place = { clientX: from[0] + x, clientY: from[1], button: 0, buttons: type === "mouseup" ? 0 : 1 };
      target.dispatchEvent(new MouseEvent(type, { ...place, bubbles: true, cancelable: true }));
    };
    return {
      down() {
        const box = knob.getBoundingClientRect();
        from = [box.left + box.width / 2, box.top + box.height / 2];
        fire(knob, "mousedown", 0);
      },
      move: (x) => fire(document.documentElement, "mousemove", x),
      up: (x) => fire(document.documentElement, "mouseup", x),
    };
  }

  function handleAt(root, picture) {
    const held = root.querySelector(".hesskit-stage .handle").getBoundingClientRect();
    const box = picture.getBoundingClientRect();
    return [(held.left + held.width / 2 - box.left) / box.width, (held.top + held.height / 2 - box.top) / box.height];
  }
  function begin({ selector, see, by }) {
    const root = document.querySelector(selector);
    const view = seen[see](root);
    const hand = by === "slider" ? mouseOn(root) : pointerOn(view, see === "stage" ? handleAt(root, view.surface) : [0.5, 0.5]);
    return { root, view, hand };
  }
  const hop = (index) => [(index % 2 ? 1 : -1) * (8 + (index % 16)), index % 16]; // never twice near the same place
  const path = (angle) => [24 * Math.sin(angle), 16 * (1 - Math.cos(angle))];

  // one update at a time: input → the rendered frame that shows the kernel's answer, and the browser's own echo
  async function single(way, count, patience) {
    const { view, hand } = begin(way);
    const samples = [];
    hand.down();
    await sleep(300);
    view.changed();
    for (let index = 1; index <= count; index += 1) {
      await sleep(60 + 17 * Math.random()); // any phase of the screen's clock
      const [x, y] = hop(index);
      samples.push(await new Promise((done) => {
        let [frames, echo, echoFrames] = [0, null, null];
        const paints = view.paints();
        const start = performance.now();
        const listener = (now) => {
          frames += 1;
          if (echo === null && view.paints() > paints) [echo, echoFrames] = [now - start, frames];
          const over = now - start > patience;
          if (!view.changed() && !over) return;
          listeners.delete(listener);
          done({ time: over ? null : now - start, echo, echoFrames });
        };
        listeners.add(listener);
        hand.move(x, y);
      }));
    }
    hand.up(...hop(count));
    await sleep(150);
    return samples;
  }

  // a drag of some seconds, one move a frame: updates seen, and what still moves after release
  async function drag(way, duration, quiet) {
    const { view, hand } = begin(way);
    hand.down();
    await sleep(300);
    view.changed();
    const bytes = window.latencyBytes;
    const result = { updates: 0, moves: 0, lag: 0 };
    const start = performance.now();
    let [release, last] = [0, 0];
    return new Promise((done) => {
      const listener = (now) => {
        const changed = view.changed();
        if (changed && !release) result.updates += 1;
        if (changed) last = now;
        if (release) {
          if (changed) result.lag = now - release;
          if (now - Math.max(release, last) < quiet) return;
          listeners.delete(listener);
          result.bytes = window.latencyBytes - bytes;
          done(result);
        }
      };
      const step = (now) => {
        const angle = (now - start) / 250;
        if (now - start >= duration) {
          result.seconds = (performance.now() - start) / 1000;
          hand.up(...path(angle));
          release = performance.now();
          return;
        }
        result.moves += 1;
        hand.move(...path(angle));
        requestAnimationFrame(step);
      };
      listeners.add(listener);
      requestAnimationFrame(step);
    });
  }
  return { single, drag };
})();
