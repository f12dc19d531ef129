// Which of the files that Python needs cannot be fetched: asked only when Python does not start.
const HERE = new URL("../", location.href); // the app's folder; this script is loaded by lab/index.html
const KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel";
const RUNTIME = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"];

const json = (address) => fetch(address, { cache: "no-cache" }).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)));
const isThere = (address) => fetch(address, { method: "HEAD", cache: "no-store" }).then((answer) => answer.ok, () => false);

export async function missingFiles() {
  const configuration = await json(new URL("jupyter-lite.json", HERE));
  const { pyodideUrl, loadPyodideOptions } = configuration["jupyter-config-data"].litePluginSettings[KERNEL];
  const lockAt = new URL(loadPyodideOptions.lockFileURL, HERE);
  const lock = await json(lockAt).catch(() => ({ packages: {} }));
  const runtime = RUNTIME.map((name) => new URL(name, new URL(pyodideUrl, HERE)));
  const wheels = Object.values(lock.packages).map((one) => new URL(one.file_name, lockAt));
  const stdlib = loadPyodideOptions.stdLibURL ? [new URL(loadPyodideOptions.stdLibURL, HERE)] : [];
  const wanted = [...runtime, ...stdlib, lockAt, ...wheels];
  const there = await Promise.all(wanted.map(isThere));
  return wanted.filter((_address, which) => !there[which]).map((address) => address.pathname.split("/").pop());
}
