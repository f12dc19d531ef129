// Counts what the kernel's websocket brings; must run before JupyterLab does.
window.latencyBytes = 0;
window.WebSocket = class extends WebSocket {
  constructor(...place) {
    super(...place);
    if (String(place[0]).includes("/channels"))
      this.addEventListener("message", ({ data }) => (window.latencyBytes += data.byteLength ?? data.size ?? data.length));
  }
};
