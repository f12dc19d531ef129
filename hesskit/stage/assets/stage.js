// The stage: puts its parts together. Each part finds the others on it; stage.py joins the files in order.
const SILENCE =
  "The kernel has not answered: it may be busy or stopped. The picture shows its last answer; run the cell again if it stays still.";

function makeStage(model, root) {
  const stage = { model, root };
  stage.picture = makePicture(stage);
  stage.words = makeWords(stage);
  stage.player = makePlayer(stage);
  stage.line = makeLine(stage);
  stage.windows = makeWindows(stage);
  stage.grips = makeGrips(stage);
  stage.hand = makeHand(stage);
  stage.pointer = makePointer(stage);
  stage.show = (frame, background) => {
    stage.picture.take(frame, background);
    stage.hand.follow();
    stage.windows.follow();
    stage.picture.schedule();
  };
  stage.silent = () => {
    stage.words.warn(SILENCE);
    stage.windows.forget();
    if (stage.hand.drag) return;
    stage.picture.shift = null; // what was held goes back to the last answer too
    stage.picture.schedule();
  };
  // what depends on the kind of picture: the readout, the handles and the turners
  stage.furnish = () => {
    stage.picture.fit(model.get("size"));
    stage.words.furnish();
    stage.windows.make();
    stage.grips.make();
    stage.picture.schedule();
  };
  return stage;
}

// Takes a frame of the kernel's, and its background if that is another one.
function makeReceiver({ model, picture, player, line, show }) {
  let [latest, bitmap] = [null, null];
  return async () => {
    const bytes = model.get("background");
    if (player.active() && !line.answers(model.get("frame").seq)) return; // it is the recording that is shown
    line.answered(model.get("frame").seq); // first, so that the kernel works on the next while this one is painted
    if (bytes !== latest) {
      latest = bytes;
      const decoded = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      if (bytes !== latest) return; // a newer background overtook this one
      bitmap = decoded;
    }
    show(model.get("frame"), bitmap ?? picture.background);
  };
}

function render({ model, el }) {
  const root = element(el, "figure", "hesskit-stage", { "data-lm-suppress-shortcuts": "true" });
  const stage = makeStage(model, root);
  const receive = makeReceiver(stage);
  const screen = watchScreen(stage);
  const changes = {
    "change:frame": receive,
    "change:recording": stage.player.open,
    "change:size change:handles change:turners change:windows change:readout": stage.furnish,
    "change:busy": () => stage.picture.wait(model.get("busy")),
  };
  for (const [names, follow] of Object.entries(changes)) model.on(names, follow);
  stage.furnish();
  receive().then(screen.look).then(stage.player.open);
  return () => {
    for (const [names, follow] of Object.entries(changes)) model.off(names, follow);
    for (const part of [screen, stage.words, stage.line, stage.pointer]) part.stop();
  };
}

export default { render };
