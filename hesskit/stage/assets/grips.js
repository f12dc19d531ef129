// The grips: handles and turners, what can be held and focused; and the ground that a click moves a handle over.
const CROWD = 4; // more handles than that in one place do not all ask to be dragged
const TRAIL = [[0, 7], [6, 15], [14, 26]]; // the newest places, the older, the oldest: each fainter

function makeGrips({ model, picture, windows, player }) {
  const { node: ground, size } = picture;
  const grips = { all: [] };
  const common = { tabindex: "0", role: "slider", "aria-valuenow": "0" };
  const svg = ground.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  svg.setAttribute("class", "trail");
  svg.setAttribute("aria-hidden", "true");
  const lines = TRAIL.map(() => svg.appendChild(document.createElementNS(svg.namespaceURI, "polyline")));
  const tag = element(ground, "div", "coordinates", { "aria-hidden": "true" });
  tag.hidden = true;
  let [grounds, trail, drawn, timer] = [[], [], true, 0];

  function addTurner(turner, index) {
    const node = element(ground, "div", "turner", { ...common, "aria-label": `${turner.label}: arrow keys turn it` });
    picture.over(node, turner.bounds);
    grips.all.push({ node, index, turner: true, bounds: turner.bounds });
  }
  function addHandle(handle, index) {
    const label = `${handle.label}: arrow keys move it, with Shift ten times finer`;
    const node = element(ground, "div", "handle", { ...common, "aria-label": label, "aria-roledescription": "movable point" });
    grips.all.push({ node, index, turner: false, rides: handle.rides, bounds: handle.bounds, pane: windows.of(handle.bounds) });
  }
  function addGround(bounds) {
    const node = element(ground, "div", "ground", { "aria-hidden": "true" });
    picture.over(node, bounds);
    windows.of(bounds)?.node.classList.add("aims"); // a click there moves a handle
    grounds.push({ node, bounds });
  }
  grips.make = () => {
    svg.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
    for (const { node } of [...grips.all.splice(0), ...grounds.splice(0)]) node.remove();
    const planes = new Map(model.get("handles").map(({ bounds }) => [String(bounds), bounds]));
    planes.forEach(addGround);
    model.get("turners").forEach(addTurner);
    model.get("handles").forEach(addHandle);
    for (const grip of grips.all) {
      const beside = grips.all.filter(({ turner, bounds }) => !turner && String(bounds) === String(grip.bounds));
      grip.node.classList.toggle("crowded", beside.length > CROWD);
      grip.node.addEventListener("keydown", (event) => grips.onKey(event, grip));
    }
  };
  const clamped = (value, low, high) => Math.min(Math.max(value, low), high);
  grips.place = ({ frame, shift, scale }, turns) => {
    for (const { node, index, turner, bounds, pane } of grips.all) {
      if (turner) {
        const [azimuth, elevation] = frame.turns[index] ?? [0, 0];
        reveal(node, turns); // a recording was made from one side
        put(node, "aria-valuetext", `${Math.round((azimuth + 360) % 360)} degrees round, ${Math.round(elevation)} degrees up`);
      } else {
        let [x, y] = frame.handles[index] ?? [0, 0];
        const view = windows.views?.[pane?.index];
        if (view) [x, y] = [x * view.sx + view.dx, y * view.sy + view.dy];
        const moved = shift?.handle === index ? shift : { x: 0, y: 0 };
        const [left, top, right, bottom] = bounds;
        const away = x < left - 1 || x > right + 1 || y < top - 1 || y > bottom + 1;
        // one that a moved view has left behind waits at its edge
        if (pane && !player.active()) [x, y] = [clamped(x, left, right), clamped(y, top, bottom)];
        if (node.classList.contains("away") !== away) node.classList.toggle("away");
        carry(node, `translate(${(x + moved.x) * scale}px, ${(y + moved.y) * scale}px)`);
        put(node, "aria-valuetext", frame.values[index] ?? "");
        if (grips.held === index) say(frame.values[index] ?? "", x + moved.x, y + moved.y, bounds, scale);
      }
    }
    for (const { node, bounds } of grounds) {
      reveal(node, grips.all.some((grip) => !grip.turner && grip.node.isConnected && String(grip.bounds) === String(bounds)));
    }
    if (drawn) return;
    drawn = true;
    TRAIL.forEach(([from, to], index) => put(lines[index], "points", trail.slice(from, to).join(" ")));
    if (!svg.classList.contains("fresh")) svg.classList.add("fresh");
  };

  // -- what is seen of a handle while it is held: its coordinates at its side, and where it has been
  function say(value, x, y, [left, top, right], scale) {
    const text = value.replace(/^x = (.*), y = (.*)$/, "($1, $2)").replaceAll("-", "−");
    if (tag.textContent !== text) tag.textContent = text;
    const [aside, above] = [x > (left + right) / 2 ? "-100% - 18px" : "18px", y < top + 40 ? "14px" : "-100% - 12px"];
    carry(tag, `translate(calc(${x * scale}px + ${aside}), calc(${y * scale}px + ${above}))`);
  }
  grips.hold = ({ index, rides }) => {
    ground.classList.add("touched");
    [grips.held, trail] = [index, []];
    tag.hidden = rides;
  };
  grips.follow = (at) => {
    trail.unshift(at.map(Math.round).join());
    trail.length = Math.min(trail.length, TRAIL.at(-1)[1]);
    drawn = false; // with the next frame
    clearTimeout(timer);
    timer = setTimeout(fade, 200);
  };
  function fade() {
    svg.classList.remove("fresh");
    [trail, drawn] = [[], true];
  }
  grips.loose = () => {
    grips.held = null;
    tag.hidden = true;
    fade();
  };
  grips.loose();

  grips.at = ([x, y], frame) => {
    const within = ({ bounds: [left, top, right, bottom] }) => x >= left && x <= right && y >= top && y <= bottom;
    const distance = ({ index }) => Math.hypot(frame.handles[index][0] - x, frame.handles[index][1] - y);
    const held = grips.all.filter((grip) => !grip.turner && (within(grip) || distance(grip) < 22));
    held.sort((one, other) => distance(one) - distance(other));
    return held[0] ?? grips.all.find((grip) => grip.turner && !grip.node.hidden && within(grip));
  };
  return grips;
}
