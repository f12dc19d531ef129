// The grips: handles and turners, what can be held and focused.
function makeGrips({ model, picture }) {
  const { node: ground, size } = picture;
  const grips = { all: [] };
  const common = { tabindex: "0", role: "slider", "aria-valuenow": "0" };
  function addTurner(turner, index) {
    const node = element(ground, "div", "turner", { ...common, "aria-label": `${turner.label}: arrow keys turn it` });
    const [left, top, right, bottom] = turner.bounds;
    const place = { left: left / size[0], top: top / size[1], width: (right - left) / size[0], height: (bottom - top) / size[1] };
    for (const [side, share] of Object.entries(place)) node.style[side] = `${100 * share}%`;
    grips.all.push({ node, index, turner: true, bounds: turner.bounds });
  }
  function addHandle(handle, index) {
    const label = `${handle.label}: arrow keys move it, with Shift ten times finer`;
    const node = element(ground, "div", "handle", { ...common, "aria-label": label, "aria-roledescription": "movable point" });
    grips.all.push({ node, index, turner: false, rides: handle.rides, bounds: handle.bounds });
  }
  grips.make = () => {
    for (const grip of grips.all.splice(0)) grip.node.remove();
    model.get("turners").forEach(addTurner);
    model.get("handles").forEach(addHandle);
    for (const grip of grips.all) grip.node.addEventListener("keydown", (event) => grips.onKey(event, grip));
  };
  grips.place = ({ frame, shift, scale }, turns) => {
    for (const { node, index, turner } of grips.all) {
      if (turner) {
        const [azimuth, elevation] = frame.turns[index] ?? [0, 0];
        if (node.hidden === turns) node.hidden = !turns; // a recording was made from one side
        node.setAttribute("aria-valuetext", `${Math.round((azimuth + 360) % 360)} degrees round, ${Math.round(elevation)} degrees up`);
      } else {
        const [x, y] = frame.handles[index] ?? [0, 0];
        const moved = shift?.handle === index ? shift : { x: 0, y: 0 };
        // a transform moves it without a new layout of the page
        node.style.transform = `translate(${(x + moved.x) * scale}px, ${(y + moved.y) * scale}px)`;
        node.setAttribute("aria-valuetext", frame.values[index] ?? "");
      }
    }
  };
  grips.at = ([x, y], frame) => {
    const within = ({ bounds: [left, top, right, bottom] }) => x >= left && x <= right && y >= top && y <= bottom;
    const distance = ({ index }) => Math.hypot(frame.handles[index][0] - x, frame.handles[index][1] - y);
    const held = grips.all.filter((grip) => !grip.turner && (within(grip) || distance(grip) < 22));
    held.sort((one, other) => distance(one) - distance(other));
    return held[0] ?? grips.all.find((grip) => grip.turner && !grip.node.hidden && within(grip));
  };
  return grips;
}
