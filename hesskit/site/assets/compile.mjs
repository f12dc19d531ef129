// Puts bytecode beside the sources in wheels, made by the browser's own Python: node compile.mjs RUNTIME WHEEL NEW …
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const COMPILE = `
import io, sys, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash

# of what a lesson seldom asks for the bytes would only be fetched
SELDOM = tuple(f"sympy/{part}/" for part in "diffgeom holonomic liealgebras parsing physics stats vector".split())
ROOT = f"/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages/"

def compiled(wheel):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(wheel)) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in given.infolist():
            content = given.read(entry)
            new.writestr(entry, content)
            folder, _, name = entry.filename.rpartition("/")
            if not name.endswith(".py") or entry.filename.startswith(SELDOM):
                continue
            try:
                code = compile(content, ROOT + entry.filename, "exec", dont_inherit=True)
            except (SyntaxError, ValueError):  # a template, or a test of such a thing
                continue
            path = f"{folder}/__pycache__/{name[:-3]}.{sys.implementation.cache_tag}.pyc".lstrip("/")
            beside = zipfile.ZipInfo(path, entry.date_time)
            new.writestr(beside, _code_to_hash_pyc(code, source_hash(content), False), zipfile.ZIP_DEFLATED)
    return made.getvalue()

compiled
`;

const [runtime, ...pairs] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${runtime}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${runtime}/` });
const compiled = python.runPython(COMPILE);
for (let one = 0; one < pairs.length; one += 2) {
  const made = compiled(python.toPy(readFileSync(pairs[one])));
  writeFileSync(pairs[one + 1], made.toJs());
}
