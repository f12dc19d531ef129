// The windows: planes whose view is moved and zoomed by hand. Until the kernel's new picture comes the old one is moved.
const ZOOM = 1.25; // a key, a press of a button
const PAN = 0.1; // of a side, a key
const REST = 120; // ms without input before a slow kernel is asked
const SWIFT = 150; // ms: a kernel that answers sooner is asked at every move
const PRESSES = [["+", "zoom in (+, or Ctrl and the wheel)", "in"], ["−", "zoom out (−)", "out"], ["⌂", "back to the first view (0, or a double click)", "home"]];

function makeWindows(stage) {
  const { model, picture, line, player } = stage;
  const windows = { all: [], views: null };
  const moved = new Set(); // the numbers of those that do not show their first view
  let [pan, pinch, timer, asked, cost] = [null, null, 0, 0, Infinity];
  const within = ([x, y], [left, top, right, bottom]) => x >= left && x <= right && y >= top && y <= bottom;
  const at = (place) => !player.active() && windows.all.find(({ bounds }) => within(place, bounds));

  windows.make = () => {
    for (const { node } of windows.all.splice(0)) node.remove();
    (model.get("windows") ?? []).forEach(({ label, bounds }, index) => {
      const hint = `${label}: plus and minus zoom, arrow keys move it, 0 goes back`;
      const node = element(picture.node, "div", "window", { tabindex: "0", role: "group", "aria-label": hint });
      picture.over(node, bounds);
      const pane = { node, index, bounds, wanted: null };
      const panel = element(node, "div", "zoom");
      for (const [sign, title, act] of PRESSES) {
        const button = element(panel, "button", "", { type: "button", title, "aria-label": title, tabindex: "-1" });
        button.textContent = sign;
        button.addEventListener("click", () => acts[act](pane));
      }
      panel.addEventListener("pointerdown", (event) => event.stopPropagation());
      panel.addEventListener("dblclick", (event) => event.stopPropagation());
      node.addEventListener("keydown", (event) => windows.onKey(event, pane, true));
      windows.all.push(pane);
    });
  };
  windows.of = (bounds) => windows.all.find((pane) => String(pane.bounds) === String(bounds));

  // -- where to look
  const limitsOf = ({ wanted, index }) => wanted ?? picture.frame.limits?.[index];
  function look(pane, box, now) {
    pane.wanted = box;
    moved.add(pane.index);
    refresh();
    clearTimeout(timer);
    timer = 0;
    const ask = () => {
      [timer, asked] = [0, asked || performance.now()];
      line.post({ type: "window", window: pane.index, box: pane.wanted });
    };
    if (now || cost < SWIFT) ask();
    else timer = setTimeout(ask, REST);
  }
  function zoom(pane, factor, place) {
    const [left, top, right, bottom] = pane.bounds;
    const [x, y] = place ?? [(left + right) / 2, (top + bottom) / 2];
    const limits = limitsOf(pane);
    const shares = [(x - left) / (right - left), (bottom - y) / (bottom - top)];
    const sides = shares.map((share, axis) => {
      const [low, high] = limits.slice(2 * axis, 2 * axis + 2);
      const fixed = low + share * (high - low);
      return [fixed - (fixed - low) * factor, fixed + (high - fixed) * factor];
    });
    look(pane, sides.flat());
  }
  function shift(pane, right, down, limits = limitsOf(pane), now = false) {
    const [x_low, x_high, y_low, y_high] = limits;
    const [x, y] = [-right * (x_high - x_low), down * (y_high - y_low)];
    look(pane, [x_low + x, x_high + x, y_low + y, y_high + y], now);
  }
  function home(pane) {
    clearTimeout(timer);
    [timer, pane.wanted] = [0, null];
    moved.delete(pane.index);
    line.post({ type: "window", window: pane.index, box: null });
    refresh();
  }
  const acts = { in: (pane) => zoom(pane, 1 / ZOOM), out: (pane) => zoom(pane, ZOOM), home };

  // how what was painted is moved to where it is wanted: pixels → pixels
  function viewOf(pane) {
    const drawn = picture.frame.limits?.[pane.index];
    if (!pane.wanted || !drawn) return null;
    const [left, top, right, bottom] = pane.bounds;
    const [x, , y] = pane.wanted;
    const [wide, tall] = [pane.wanted[1] - x, pane.wanted[3] - y];
    const [sx, sy] = [(drawn[1] - drawn[0]) / wide, (drawn[3] - drawn[2]) / tall];
    const dx = left * (1 - sx) + ((drawn[0] - x) / wide) * (right - left);
    const dy = bottom * (1 - sy) - ((drawn[2] - y) / tall) * (bottom - top);
    return { sx, sy, dx, dy, bounds: pane.bounds };
  }
  function refresh() {
    windows.views = windows.all.some((pane) => pane.wanted) ? windows.all.map(viewOf) : null;
    picture.schedule();
  }
  // an answer has come: what is still wanted goes on from it
  windows.follow = () => {
    if (!windows.views) return;
    if (asked) [cost, asked] = [performance.now() - asked, 0];
    if (!pan && !pinch && !timer && line.idle()) windows.forget();
    else refresh();
  };
  windows.forget = () => {
    for (const pane of windows.all) pane.wanted = null;
    refresh();
  };
  windows.place = (frame) => {
    for (const { node, index } of windows.all) {
      reveal(node, !player.active()); // a recording has one view
      const limits = (frame.limits?.[index] ?? []).map((limit) => String(Number(limit.toPrecision(4))));
      const [x_low, x_high, y_low, y_high] = limits;
      if (limits.length) put(node, "aria-description", `x from ${x_low} to ${x_high}, y from ${y_low} to ${y_high}`);
    }
  };

  // -- keys: on the pane itself arrows alone, on a handle in it with Alt
  windows.onKey = (event, pane, own) => {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || player.active()) return false;
    if (event.key === "+" || event.key === "=") acts.in(pane);
    else if (event.key === "-" || event.key === "−") acts.out(pane);
    else if (event.key === "0") home(pane);
    else if (arrow && (own || event.altKey)) shift(pane, -PAN * arrow[0], PAN * arrow[1]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };

  // -- the pointer: Shift or the middle button, or any where no handle would jump
  function take(event) {
    picture.forgetPlace();
    const place = picture.locate(event);
    const pane = at(place);
    const jumps = stage.grips.at(place, picture.frame);
    if (!pane || event.pointerType === "touch" || event.target.closest(".turner")) return;
    if (!(event.button === 1 || (event.button === 0 && (event.shiftKey || !jumps)))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    pane.node.focus({ preventScroll: true, focusVisible: false });
    picture.node.setPointerCapture(event.pointerId);
    picture.node.classList.add("panning");
    pan = { pane, start: place, limits: limitsOf(pane), pointer: event.pointerId };
  }
  function drag(event, final) {
    if (pan?.pointer !== event.pointerId) return;
    event.stopImmediatePropagation();
    const { pane, start, limits } = pan;
    const [x, y] = picture.locate(event);
    const [left, top, right, bottom] = pane.bounds;
    if (final) {
      pan = null;
      picture.node.classList.remove("panning");
    }
    if (x !== start[0] || y !== start[1] || pane.wanted) shift(pane, (x - start[0]) / (right - left), (y - start[1]) / (bottom - top), limits, final);
  }
  function wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
    picture.forgetPlace();
    const place = picture.locate(event);
    const pane = at(place);
    if (!pane) return;
    event.preventDefault();
    event.stopPropagation();
    const notch = event.deltaMode === 1 ? 0.05 : Math.abs(event.deltaY) < 50 ? 0.01 : 0.002; // lines; a pinch on a pad; a wheel
    zoom(pane, Math.exp(Math.min(Math.max(event.deltaY * notch, -0.5), 0.5)), place);
  }
  // two fingers: what lies under them stays under them
  function touch(event) {
    if (event.touches.length !== 2 || stage.hand.drag) {
      if (pinch) pinch = null;
      return;
    }
    picture.forgetPlace();
    const [one, other] = [...event.touches].map(picture.locate);
    const middle = [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
    const apart = Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
    const pane = pinch?.pane ?? at(middle);
    if (!pane) return;
    if (event.cancelable) event.preventDefault();
    if (pinch) {
      const [left, top, right, bottom] = pane.bounds;
      shift(pane, (middle[0] - pinch.middle[0]) / (right - left), (middle[1] - pinch.middle[1]) / (bottom - top));
      zoom(pane, pinch.apart / apart, middle);
    }
    pinch = { pane, middle, apart };
  }
  // the two clicks have moved a point, which goes back to where it was
  function twice(event) {
    picture.forgetPlace();
    const pane = at(picture.locate(event));
    if (!pane || !moved.has(pane.index)) return;
    stage.hand.undo();
    home(pane);
  }
  const listeners = { pointerdown: take, pointermove: drag, pointerup: (event) => drag(event, true), pointercancel: (event) => drag(event, true) };
  for (const [kind, act] of Object.entries({ ...listeners, dblclick: twice })) picture.node.addEventListener(kind, act);
  const touches = { touchstart: touch, touchmove: touch, touchend: touch, touchcancel: touch };
  for (const [kind, act] of Object.entries({ wheel, ...touches })) picture.node.addEventListener(kind, act, { passive: false });
  return windows;
}
