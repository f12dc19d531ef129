// The picture: a canvas for what stands still, a canvas for what moves, both painted at most once a frame of the screen.
function makePicture(stage) {
  const size = []; // of which the other parts keep hold: a picture that is laid out anew fills in another
  const node = element(stage.root, "div", "picture");
  const backdrop = element(node, "canvas", "backdrop", { "aria-hidden": "true" });
  const canvas = element(node, "canvas", "", { role: "img" });
  const context = canvas.getContext("2d", { willReadFrequently: true }); // a few lines a frame: drawn sooner than handed to a GPU
  // shift: how far the held handle is ahead of the last answer; scale: CSS pixels on the screen a pixel of the picture
  const picture = { node, canvas, size, frame: stage.model.get("frame"), background: null, shift: null, scale: 1 };
  let [queued, width, painted] = [false, 0, undefined];

  function paintAll() {
    queued = false;
    stage.words.tell(picture.frame);
    // a canvas is emptied by its new size: not before it is painted, for on paper it never would be
    const height = Math.round((width * size[1]) / size[0]);
    if (width && (canvas.width !== width || canvas.height !== height)) [canvas.width, canvas.height] = [width, height];
    if (painted !== picture.background) paintStill(backdrop, canvas, (painted = picture.background));
    paint(context, size, picture.frame, picture.shift);
    stage.grips.place(picture, !stage.player.active());
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
  picture.resize = () => {
    // a deck of slides enlarges the whole page by a transform
    const zoom = canvas.getBoundingClientRect().width / canvas.clientWidth || 1;
    const wanted = Math.max(1, Math.round(canvas.clientWidth * zoom * (window.devicePixelRatio || 1)));
    picture.scale = canvas.clientWidth / size[0];
    stage.hand.forgetPlace();
    if (width !== wanted || canvas.height !== Math.round((width * size[1]) / size[0])) {
      stage.words.loosen();
      [width, painted] = [wanted, undefined];
    }
    picture.schedule();
  };
  picture.fit(stage.model.get("size"));
  return picture;
}
