// The screen: the room there is, how sharp it is, whether it is dark. Gives what ends the watch.
const SETTLED = 150; // ms without another width

function watchScreen(stage) {
  const { root, picture, line } = stage;
  let [sharpness, room, timer] = [null, 0, 0];
  function look() {
    line.post({ type: "view", ratio: window.devicePixelRatio || 1, theme: isDark() ? "dark" : "light", room });
  }
  // less room is asked for once it has stopped changing
  function measure() {
    const now = 4 * Math.floor(root.clientWidth / 4);
    if (!now || now === room) return;
    const first = !room;
    room = now;
    clearTimeout(timer);
    if (!first) timer = setTimeout(look, SETTLED);
  }
  function watchSharpness() {
    sharpness?.removeEventListener("change", sharper);
    sharpness = window.matchMedia(`(resolution: ${window.devicePixelRatio || 1}dppx)`);
    sharpness.addEventListener("change", sharper);
  }
  function sharper() {
    watchSharpness();
    picture.resize();
    look();
  }
  const sizes = new ResizeObserver(picture.resize);
  sizes.observe(picture.node); // which is laid out where its canvas is not yet
  const rooms = new ResizeObserver(measure);
  rooms.observe(root);
  measure();
  const themes = new MutationObserver(look);
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  document.addEventListener("scroll", picture.forgetPlace, true);
  root.addEventListener("hesskit-resize", picture.resize);
  watchSharpness();
  function stop() {
    sizes.disconnect();
    rooms.disconnect();
    clearTimeout(timer);
    themes.disconnect();
    document.removeEventListener("scroll", picture.forgetPlace, true);
    sharpness?.removeEventListener("change", sharper);
  }
  return { look, stop };
}
