// The screen: the room there is, how sharp it is, whether it is dark. Gives what ends the watch.
function watchScreen(stage) {
  const { root, picture, line } = stage;
  let sharpness = null;
  function look() {
    line.post({ type: "view", ratio: window.devicePixelRatio || 1, theme: isDark() ? "dark" : "light" });
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
  sizes.observe(picture.canvas);
  const themes = new MutationObserver(look);
  themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  document.addEventListener("scroll", picture.forgetPlace, true);
  root.addEventListener("hesskit-resize", picture.resize);
  watchSharpness();
  function stop() {
    sizes.disconnect();
    themes.disconnect();
    document.removeEventListener("scroll", picture.forgetPlace, true);
    sharpness?.removeEventListener("change", sharper);
  }
  return { look, stop };
}
