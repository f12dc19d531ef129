// The pointer: the value where it is, and what belongs together lit together: words, numbers and what is drawn.
const NEAR = 7; // pixels from a line that is meant
const TOLD = ".tone, [data-slot]";

// How far a place is from the polylines of an operation, whose points begin at `start`.
function distanceTo([x, y], operation, points, start) {
  let [least, at] = [Infinity, start];
  for (const length of operation.lengths) {
    for (let index = 1; index < length; index += 1, at += 2) {
      const [left, top, right, down] = [0, 1, 2, 3].map((part) => points[at + part] / SUBPIXELS);
      const [across, along] = [right - left, down - top];
      const share = Math.min(Math.max(((x - left) * across + (y - top) * along) / (across ** 2 + along ** 2 || 1), 0), 1);
      least = Math.min(least, Math.hypot(left + share * across - x, top + share * along - y));
    }
    at += 2;
  }
  return least;
}

// whether what is drawn belongs to the words that are lit: it names them, or has their colour
const belongs = ({ says, stroke }, lit) => Boolean(lit) && (lit.named ? says === lit.words : !says && stroke === lit.colour);
const opaque = (colour) => (colour.length === 7 ? `${colour}ff` : colour);

function makePointer(stage) {
  const { model, root, picture, player, line, windows, hand } = stage;
  const tag = element(picture.node, "div", "value", { "aria-hidden": "true" });
  tag.hidden = true;
  const [pointer, name] = [{}, Math.random().toString(36).slice(2)]; // two views may ask at once
  let [place, queried, count, asked, queued, marked] = [null, null, 0, false, false, false];

  // -- the value of f, asked of the kernel when it has nothing else to do
  const within = ([x, y], [left, top, right, bottom]) => x >= left && x <= right && y >= top && y <= bottom;
  function ask() {
    const plane = place ? (model.get("planes") ?? []).findIndex((bounds) => within(place, bounds)) : -1;
    reveal(tag, plane >= 0 && !player.active() && !hand.drag && !windows.views);
    if (tag.hidden || asked || !line.idle()) return;
    [asked, queried] = [true, place];
    count += 1;
    model.send({ type: "ask", plane, x: place[0], y: place[1], ask: `${name}:${count}` });
  }
  function hear(content) {
    if (content?.type !== "said" || content.ask !== `${name}:${count}`) return;
    asked = false;
    if (tag.textContent !== content.text) tag.textContent = content.text;
    if (place !== queried) ask(); // it has moved on
  }

  // -- partners
  function light(lit) {
    if (picture.lit?.words === lit?.words && picture.lit?.colour === lit?.colour) return;
    picture.lit = lit;
    mark();
    picture.schedule();
  }
  // another frame: a kernel that never answered a question may be asked again
  pointer.follow = () => {
    asked = false;
    mark();
  };
  function mark() {
    const { lit, frame } = picture;
    if (!lit && !marked) return;
    marked = Boolean(lit);
    for (const node of root.querySelectorAll(TOLD)) {
      const mine = meant(node, frame);
      node.classList.toggle("lit", Boolean(lit && mine) && (lit.named ? mine.words === lit.words : mine.colour === lit.colour));
    }
  }
  // what a word or a number of the readout is about
  function meant(node, { tones = {} }) {
    const words = node.dataset.slot ? `#${node.dataset.slot}` : node.textContent;
    return tones[words] ? { words, colour: opaque(tones[words]), named: named(words) } : null;
  }
  const named = (words) => picture.frame.operations.some(({ says }) => says === words);
  function drawnAt(at) {
    const tones = Object.values(picture.frame.tones ?? {}).map(opaque);
    const points = numbersOf(picture.frame);
    let [start, nearest, found] = [0, NEAR, null];
    for (const operation of picture.frame.operations) {
      if (operation.text !== undefined) continue;
      if (operation.lengths.length && operation.stroke && (operation.says || tones.includes(operation.stroke))) {
        const distance = distanceTo(at, operation, points, start);
        if (distance < nearest) [nearest, found] = [distance, operation];
      }
      start += 2 * pointsOf(operation);
    }
    return found && { words: found.says ?? "", colour: found.stroke, named: Boolean(found.says) };
  }

  function look() {
    queued = false;
    ask();
    if (!tag.hidden) {
      const [x, y] = place.map((one) => one * picture.scale);
      const side = place[0] > 0.6 * picture.size[0] ? "-100% - 12px" : "14px";
      carry(tag, `translate(calc(${x}px + ${side}), ${y + 16}px)`);
    }
    light(place && !hand.drag ? drawnAt(place) : null);
  }
  function move(event) {
    if (event.pointerType === "touch") return;
    if (!hand.drag) picture.forgetPlace(); // the page may have moved since
    place = event.target.closest(".zoom, .turner") ? null : picture.locate(event);
    if (!queued) requestAnimationFrame(look);
    queued = true;
  }
  function leave() {
    place = null;
    look();
  }
  const over = (event) => event.target.closest?.(TOLD) && light(meant(event.target.closest(TOLD), picture.frame));
  const out = (event) => event.target.closest?.(TOLD) && light(null);
  const acts = { pointerover: over, focusin: over, pointerout: out, focusout: out };
  for (const [kind, act] of Object.entries(acts)) root.addEventListener(kind, act);
  picture.node.addEventListener("pointermove", move);
  picture.node.addEventListener("pointerleave", leave);
  model.on("msg:custom", hear);
  pointer.stop = () => model.off("msg:custom", hear);
  return pointer;
}
