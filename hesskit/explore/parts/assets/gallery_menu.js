// The gallery: a button that opens a dialog with groups of surfaces, each with its picture, its name and its formula.
const [WIDE, TALL, ACROSS] = [120, 84, 10]; // a tile on the screen, and how many stand in a row of the picture they come in
const STEPS = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
let pictures; // of all galleries on a page: an address of the tiles, once the kernel has sent them
const waiting = new Set(); // what shows them then

function add(parent, tag, className, text = "") {
  const made = document.createElement(tag);
  Object.assign(made, { className, textContent: text });
  parent.append(made);
  return made;
}

function showPicture(node, tile) {
  node.style.backgroundImage = `url(${pictures})`;
  node.style.backgroundPosition = `${-WIDE * (tile % ACROSS)}px ${-TALL * Math.floor(tile / ACROSS)}px`;
}

function makeTile(parent, [name, formula, why, tile]) {
  const button = add(parent, "button", "tile");
  Object.assign(button, { type: "button", title: why, tabIndex: -1 });
  button.dataset.name = name;
  const picture = add(button, "span", "thumbnail");
  Object.assign(picture.style, { width: `${WIDE}px`, height: `${TALL}px`, backgroundSize: `${WIDE * ACROSS}px auto` });
  picture.setAttribute("aria-hidden", "true");
  add(button, "span", "name", name);
  add(button, "span", "formula", formula);
  waiting.add(() => showPicture(picture, tile));
  return button;
}

// the tile above or below: of the next row, the one that is nearest across
function beyond(tiles, now, way) {
  const box = (tile) => tile.getBoundingClientRect();
  const here = box(now);
  const ahead = tiles.filter((tile) => way * (box(tile).top - here.top) > 4);
  const next = Math.min(...ahead.map((tile) => way * box(tile).top));
  const row = ahead.filter((tile) => way * box(tile).top < next + 4);
  const off = (tile) => Math.abs(box(tile).left - here.left);
  return row.reduce((best, tile) => (best && off(best) <= off(tile) ? best : tile), null) ?? now;
}

function render({ model, el }) {
  el.classList.add("hesskit-gallery");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  const opener = add(el, "button", "opener");
  Object.assign(opener, { type: "button", title: "surfaces to choose from" });
  opener.setAttribute("aria-haspopup", "dialog");
  const dialog = add(el, "dialog", "hesskit-gallery-dialog");
  dialog.setAttribute("aria-label", "gallery of surfaces");
  const head = add(dialog, "div", "head");
  add(head, "h2", "", "Gallery");
  const closer = add(head, "button", "closer", "Close");
  closer.type = "button";
  let tiles = [];

  function show() {
    const value = model.get("value");
    opener.textContent = value ? `Gallery: ${value}` : "Gallery …";
    for (const tile of tiles) tile.setAttribute("aria-current", String(tile.dataset.name === value));
  }
  function fill() {
    const made = add(dialog, "div", "groups");
    for (const [name, rows] of model.get("groups")) {
      const group = add(made, "section", "");
      group.setAttribute("aria-label", name);
      group.setAttribute("role", "group");
      add(group, "h3", "", name);
      const ground = add(group, "div", "tiles");
      for (const row of rows) tiles.push(makeTile(ground, row));
    }
    if (pictures) unveil();
    else model.send({ type: "tiles" });
  }
  function focus(tile) {
    for (const other of tiles) other.tabIndex = other === tile ? 0 : -1;
    tile?.focus();
  }
  function open() {
    if (!tiles.length) fill();
    show();
    dialog.showModal();
    focus(tiles.find((tile) => tile.dataset.name === model.get("value")) ?? tiles[0]);
  }
  function choose(name) {
    dialog.close();
    model.set("value", name);
    model.save_changes();
  }
  function onKey(event) {
    event.stopPropagation(); // the notebook must not hear it
    const now = tiles.indexOf(document.activeElement);
    if (now < 0) return;
    const step = STEPS[event.key];
    const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined && way === undefined) return;
    event.preventDefault();
    focus(way ? beyond(tiles, tiles[now], way) : tiles[Math.min(Math.max(now + step, 0), tiles.length - 1)]);
  }
  function unveil() {
    for (const act of waiting) act();
    waiting.clear();
  }
  function receive(content, buffers) {
    if (content.type !== "tiles") return;
    pictures ??= URL.createObjectURL(new Blob([buffers[0]], { type: "image/webp" }));
    unveil();
  }
  opener.addEventListener("click", open);
  closer.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", onKey);
  dialog.addEventListener("click", (event) => {
    const tile = event.target.closest(".tile");
    if (tile) choose(tile.dataset.name);
    else if (event.target === dialog) dialog.close(); // beside it
  });
  model.on("change:value", show);
  model.on("msg:custom", receive);
  show();
  return () => {
    model.off("change:value", show);
    model.off("msg:custom", receive);
  };
}

export default { render };
