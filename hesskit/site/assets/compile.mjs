// Bytecode for the browser's Python, made by that Python: node compile.mjs PYODIDE OVERLAY STDLIB PACKAGE …
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// what the kernel and the course import of others; what is forgotten here is compiled in the browser, as all once was
const COMPILE = `
import importlib, io, os, sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import cache_from_source, source_hash

for name in """piplite.piplite pyodide_kernel ipywidgets anywidget autograd.numpy PIL.Image mpmath sympy
        sympy.printing.numpy sympy.printing.pycode numpy.polynomial matplotlib.backends.backend_agg matplotlib.pyplot
        matplotlib.mathtext matplotlib_inline.backend_inline mpl_toolkits.mplot3d""".split():
    importlib.import_module(name)
STDLIB = next(path for path in sys.path if path.endswith(".zip"))
PACKAGES = next(path for path in sys.path if path.endswith("site-packages"))
files = sorted({m.__file__ for m in list(sys.modules.values()) if str(getattr(m, "__file__", "")).endswith(".py")})

def add(archive, name, content):
    entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
    archive.writestr(entry, content, zipfile.ZIP_DEFLATED)

def bytecode(path, source):
    return _code_to_hash_pyc(compile(source, path, "exec", dont_inherit=True), source_hash(source), checked=False)

with zipfile.ZipFile("/overlay", "w") as overlay:
    for path in files:
        if path.startswith(PACKAGES):
            with open(path, "rb") as source:
                add(overlay, os.path.relpath(cache_from_source(path), PACKAGES), bytecode(path, source.read()))
with zipfile.ZipFile(STDLIB) as given, zipfile.ZipFile("/stdlib", "w") as new:
    for name in given.namelist():
        content, path = given.read(name), f"{STDLIB}/{name}"
        add(new, name, content)
        if path in files:  # a zip has its bytecode beside the source
            add(new, name + "c", bytecode(path, content))
`;

const [folder, overlay, stdlib, ...packages] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
// the order of a set's elements is written down: one seed, and the same bytes every time
const python = await loadPyodide({ indexURL: `${folder}/`, packageBaseUrl: `${folder}/`, env: { PYTHONHASHSEED: "0" }, packages });
try {
  python.runPython(COMPILE);
} catch (problem) {
  console.error(problem.message);
  process.exit(1);
}
writeFileSync(overlay, python.FS.readFile("/overlay"));
writeFileSync(stdlib, python.FS.readFile("/stdlib"));
process.exit(0);
