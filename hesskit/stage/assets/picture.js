// The picture: a canvas for what stands still, a canvas for what moves, both painted at most once a frame of the screen.
function makePicture(stage) {
  const size = stage.model.get("size");
  const node = element(stage.root, "div", "picture");
  node.style.width = `${size[0]}px`;
  node.style.aspectRatio = `${size[0]} / ${size[1]}`;
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
    if (width && canvas.width !== width) [canvas.width, canvas.height] = [width, Math.round((width * size[1]) / size[0])];
    if (painted !== picture.background) paintStill(backdrop, canvas, (painted = picture.background));
    paint(context, size, picture.frame, picture.shift);
    stage.grips.place(picture, !stage.player.active());
  }
  picture.schedule = () => {
    if (!queued) requestAnimationFrame(paintAll);
    queued = true;
  };
  picture.resize = () => {
    // a deck of slides enlarges the whole page by a transform
    const zoom = canvas.getBoundingClientRect().width / canvas.clientWidth || 1;
    const wanted = Math.max(1, Math.round(canvas.clientWidth * zoom * (window.devicePixelRatio || 1)));
    picture.scale = canvas.clientWidth / size[0];
    stage.hand.forgetPlace();
    if (width !== wanted) {
      stage.words.loosen();
      [width, painted] = [wanted, undefined];
    }
    picture.schedule();
  };
  return picture;
}
