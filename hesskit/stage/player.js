// Plays a recording where no kernel answers: see recording.py for what it holds. The dials are sliders of the page's own.
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
  return { dials: header.dials, frames: header.frames, backgrounds: await Promise.all(pictures) };
}

function makePlayer(model, root, show) {
  const panel = element(root, "div", "dials", { role: "group", "aria-label": "recorded values" });
  const player = { ready: false, live: false, at: [], sliders: [] };
  panel.hidden = true;
  root.querySelector(".picture").after(panel);
  // a recording never answers for a kernel that does
  player.active = () => player.ready && !player.live;
  player.silenced = () => {
    player.live = true;
    panel.hidden = true;
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
  player.play = (message) => {
    if (message.type === "move") go(nearest(message.handle, message.x, message.y));
    if (message.type === "nudge") go(beyond(message));
  };
  // the neighbour whose handle lies most in the arrow's direction; where the handle stays, the dial itself moves
  function beyond({ handle, right, up }) {
    const here = player.frames[index(player.at)].handles[handle] ?? [0, 0];
    const neighbours = player.dials.flatMap((dial, which) =>
      [-1, 1].map((step) => player.at.map((now, other) => (other === which ? now + step : now))),
    );
    const inside = neighbours.filter((at) => at.every((now, dial) => now >= 0 && now < player.dials[dial].texts.length));
    const gain = (at) => {
      const [x, y] = player.frames[index(at)].handles[handle] ?? here;
      const [dx, dy] = [x - here[0], y - here[1]];
      return (dx * right - dy * up) / (Math.hypot(dx, dy) || 1);
    };
    const best = inside.sort((one, other) => gain(other) - gain(one))[0];
    if (best && gain(best) > 0.3) return best;
    return player.dials.length === 1 && gain(best ?? player.at) === 0 ? [player.at[0] + Math.sign(right + up)] : player.at;
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
      slider.addEventListener("keydown", (event) => event.stopPropagation());
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
    // a page that must fit everything asks how long the words can be
    root.dataset.longest = player.frames.reduce((longest, { sentence }) => (sentence.length > longest.length ? sentence : longest), "");
    panel.hidden = false;
    go(player.dials.map((dial) => dial.start));
  };
  return player;
}
