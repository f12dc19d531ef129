// Plays a recording where no kernel answers: see recording.py for what it holds. The dials are sliders of the page's own.
const AWAY = [-1e4, -1e4];
const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"]);

async function openRecording(bytes) {
  const packed = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const whole = new Uint8Array(await new Response(packed).arrayBuffer());
  const length = new DataView(whole.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(whole.subarray(4, 4 + length)));
  const blob = whole.subarray(4 + length);
  const cut = ([start, size]) => blob.subarray(start, start + size);
  for (const frame of header.frames) {
    const points = cut(frame.points);
    frame.points = new DataView(points.buffer, points.byteOffset, points.byteLength);
    frame.operations = frame.operations.map(([style, own]) => ({ ...header.styles[style], ...own }));
    frame.message = "";
  }
  const pictures = header.backgrounds.map((place) => createImageBitmap(new Blob([cut(place)], { type: "image/webp" })));
  return { dials: header.dials, held: header.held, frames: header.frames, backgrounds: await Promise.all(pictures) };
}

function makePlayer(model, root, show) {
  const panel = element(root, "div", "dials", { role: "group", "aria-label": "recorded values" });
  const player = { ready: false, live: false, at: [], sliders: [], fixed: new Map() };
  panel.hidden = true;
  root.querySelector(".picture").after(panel);
  // a page that turns at a swipe stays where a slider is dragged
  for (const kind of ["pointerdown", "pointermove", "pointerup"]) panel.addEventListener(kind, (event) => event.stopPropagation());
  // a recording never answers for a kernel that does
  player.active = () => player.ready && !player.live;
  player.silenced = () => {
    player.live = true;
    panel.hidden = true;
    for (const node of player.fixed.values()) root.querySelector(".picture").append(node);
    player.fixed.clear();
  };
  const stride = (dial) => player.dials.slice(dial + 1).reduce((product, one) => product * one.texts.length, 1);
  const index = (at) => at.reduce((sum, place, dial) => sum + place * stride(dial), 0);
  function go(at) {
    player.at = at.map((place, dial) => Math.min(Math.max(place, 0), player.dials[dial].texts.length - 1));
    player.sliders.forEach(({ slider, output }, dial) => {
      const text = player.dials[dial].texts[player.at[dial]];
      slider.value = player.at[dial];
      slider.setAttribute("aria-valuetext", text);
      output.textContent = text;
    });
    const frame = player.frames[index(player.at)];
    show(frame, player.backgrounds[frame.background]);
  }
  function nearest(handle, x, y) {
    const far = (frame) => (frame.handles[handle] ? Math.hypot(frame.handles[handle][0] - x, frame.handles[handle][1] - y) : Infinity);
    // where several frames have the handle in the same place, the one nearest to the present dials
    const steps = (one) => player.dials.reduce((sum, _dial, dial) => sum + Math.abs(place(one, dial) - player.at[dial]), 0);
    let best = index(player.at);
    for (let one = 0; one < player.frames.length; one += 1) {
      const gain = far(player.frames[best]) - far(player.frames[one]);
      if (gain > 0.5 || (gain > -0.5 && steps(one) < steps(best))) best = one;
    }
    return player.dials.map((_dial, dial) => place(best, dial));
  }
  const place = (one, dial) => Math.floor(one / stride(dial)) % player.dials[dial].texts.length;
  // a handle that no dial moves cannot be held
  function release() {
    root.querySelectorAll(".handle").forEach((node, handle) => {
      if (player.held.includes(handle)) return;
      player.fixed.set(handle, node);
      node.remove();
      for (const frame of player.frames) if (frame.handles[handle]) frame.handles[handle] = AWAY;
    });
  }
  player.play = (message) => {
    if (player.fixed.has(message.handle)) return;
    if (message.type === "move") go(nearest(message.handle, message.x, message.y));
    if (message.type === "nudge") go(beyond(message));
  };
  // the nearest frame whose handle lies in the arrow's direction; on a curve, one step of a dial away
  function beyond({ handle, right, up }) {
    const rides = model.get("handles")[handle]?.rides;
    const here = player.frames[index(player.at)].handles[handle] ?? [0, 0];
    let [best, least] = [index(player.at), Infinity];
    player.frames.forEach((frame, one) => {
      const [x, y] = frame.handles[handle] ?? here;
      const [dx, dy] = [x - here[0], y - here[1]];
      const ahead = (dx * right - dy * up) / Math.hypot(right, up);
      const aside = Math.abs(dx * up + dy * right) / Math.hypot(right, up);
      const far = ahead + 3 * aside; // straight on rather than near
      const steps = player.dials.reduce((sum, _dial, dial) => sum + Math.abs(place(one, dial) - player.at[dial]), 0);
      if (rides && steps !== 1) return;
      if (ahead > 0.5 && ahead > 0.3 * aside && far + steps / 100 < least) [best, least] = [one, far + steps / 100];
    });
    return player.dials.map((_dial, dial) => place(best, dial));
  }
  function makeDials() {
    panel.replaceChildren();
    player.sliders = player.dials.map((dial, which) => {
      const label = element(panel, "label", "dial");
      element(label, "span", "name").textContent = dial.label;
      const range = { type: "range", min: 0, max: dial.texts.length - 1, step: 1 };
      const slider = element(label, "input", "", range);
      const output = element(label, "output", "");
      slider.addEventListener("input", () => go(player.at.map((now, other) => (other === which ? Number(slider.value) : now))));
      // a deck's own arrow keys turn the page
      slider.addEventListener("keydown", (event) => MOVES.has(event.key) && event.stopPropagation());
      return { slider, output };
    });
  }
  player.open = async () => {
    const bytes = model.get("recording");
    if (!bytes?.byteLength || player.live) return;
    Object.assign(player, await openRecording(bytes));
    player.ready = true;
    makeDials();
    if (player.live) return;
    release();
    // a page that must fit everything asks how long the words and the numbers can be
    const longest = (texts) => texts.reduce((one, other) => ((other ?? "").length > one.length ? other : one), "");
    root.dataset.longest = longest(player.frames.map((frame) => frame.sentence));
    const slots = Object.keys(player.frames[0].numbers);
    const widest = slots.map((slot) => [slot, longest(player.frames.map((frame) => frame.numbers[slot]))]);
    root.dataset.widest = JSON.stringify(Object.fromEntries(widest));
    panel.hidden = false;
    go(player.dials.map((dial) => dial.start));
  };
  return player;
}
