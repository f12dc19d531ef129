// The picture: a canvas for what stands still, a canvas for what moves, both painted at most once a frame of the screen.
const GLIDE = 250; // ms from one place to the next
const STRIDE = 60; // ms: a page that stumbles glides later, not less
const ease = (share) => 1 - (1 - share) ** 3;

function makePicture(stage) {
  const size = []; // of which the other parts keep hold: a picture that is laid out anew fills in another
  const node = element(stage.root, "div", "picture");
  const backdrop = element(node, "canvas", "backdrop", { "aria-hidden": "true" });
  const canvas = element(node, "canvas", "", { role: "img" });
  backdrop.width = canvas.width = 0; // whoever copies them sees that they were never painted
  const sign = element(node, "p", "working", { role: "status" });
  const context = canvas.getContext("2d", { willReadFrequently: true }); // a few lines a frame: drawn sooner than handed to a GPU
  // shift: how far the held handle is ahead of the last answer; scale: CSS pixels on the screen a pixel of the picture
  const picture = { node, canvas, size, frame: stage.model.get("frame"), background: null, shift: null, scale: 1, lit: null };
  let [queued, width, painted] = [false, 0, []];
  let [shown, glide] = [picture.frame, null]; // what was painted last, and from what it glides
  let place = null; // of the picture, measured once a drag: asking after each answer would lay the whole page out again

  function paintAll() {
    queued = false;
    // a canvas is emptied by its new size: not before it is painted, for on paper it never would be
    const height = Math.round((width * size[1]) / size[0]);
    if (width && (canvas.width !== width || canvas.height !== height)) [canvas.width, canvas.height] = [width, height];
    const { views } = stage.windows;
    if (painted[0] !== picture.background || painted[1] !== views) {
      paintStill(backdrop, canvas, picture.background, size, views);
      painted = [picture.background, views];
    }
    if (glide) {
      const now = performance.now();
      glide.share += Math.min(now - glide.last, STRIDE) / GLIDE;
      glide.last = now;
    }
    if (glide?.share >= 1) glide = null;
    shown = glide ? between(glide.from, picture.frame, ease(glide.share)) : picture.frame;
    paint(context, size, shown, picture.shift, views, picture.lit);
    // the page's own words and parts come last: a letter painted after them would first lay the page out
    stage.words.tell(picture.frame);
    stage.grips.place({ ...picture, frame: shown }, !stage.player.active());
    stage.windows.place(picture.frame);
    if (glide) picture.schedule();
  }
  picture.schedule = () => {
    if (!queued) requestAnimationFrame(paintAll);
    queued = true;
  };
  picture.fit = ([wide, high]) => {
    if (size[0] === wide && size[1] === high) return;
    [size[0], size[1]] = [wide, high];
    node.style.width = `${wide}px`;
    node.style.aspectRatio = `${wide} / ${high}`;
    if (canvas.clientWidth) picture.resize();
  };
  picture.take = (frame, background) => {
    const another = frame !== picture.frame;
    if (another && !CALM.matches) {
      if (stage.hand.drag) glide = null;
      else if (frame.glide && background) glide = { from: shown, share: 0, last: performance.now() };
      for (const [x, y] of flipped(picture.frame, frame)) flashAt(x, y);
    }
    Object.assign(picture, { frame, background });
  };
  // what is shown is the old answer, and another is being worked on
  picture.wait = (busy) => {
    stage.root.classList.toggle("busy", busy);
    sign.textContent = busy ? "working on it …" : "";
  };
  // a number on the picture that changed its sign
  function flashAt(x, y) {
    const mark = element(node, "div", "flash", { "aria-hidden": "true" });
    mark.style.transform = `translate(${x * picture.scale}px, ${y * picture.scale}px)`;
    const [from, to] = ["scale(0.4)", "scale(1.5)"].map((scale) => `${mark.style.transform} ${scale}`);
    mark.animate([{ transform: from, opacity: 0.9 }, { transform: to, opacity: 0 }], 600).onfinish = () => mark.remove();
  }
  picture.over = (part, [left, top, right, bottom]) => {
    const shares = { left: left / size[0], top: top / size[1], width: (right - left) / size[0], height: (bottom - top) / size[1] };
    for (const [side, share] of Object.entries(shares)) part.style[side] = `${100 * share}%`;
  };
  picture.forgetPlace = () => {
    place = null;
  };
  picture.locate = ({ clientX, clientY }) => {
    place ??= node.getBoundingClientRect();
    return [((clientX - place.left) * size[0]) / place.width, ((clientY - place.top) * size[1]) / place.height];
  };
  picture.resize = () => {
    // a deck of slides enlarges the whole page by a transform
    const zoom = canvas.getBoundingClientRect().width / canvas.clientWidth || 1;
    const wanted = Math.max(1, Math.round(canvas.clientWidth * zoom * (window.devicePixelRatio || 1)));
    picture.scale = canvas.clientWidth / size[0];
    picture.forgetPlace();
    if (width !== wanted || canvas.height !== Math.round((width * size[1]) / size[0])) {
      stage.words?.loosen(); // the first time there are none yet
      [width, painted] = [wanted, []];
    }
    picture.schedule();
  };
  picture.fit(stage.model.get("size"));
  return picture;
}
