// Progress in the browser's storage, as the same file that hesskit keeps on a computer: read, added to, written out.
const PROGRESS = ".hesskit/progress.json";

const decoded = (text) => new TextDecoder().decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));

const asText = (exercises) => `${JSON.stringify({ version: 1, exercises }, null, 1)}\n`;

async function readProgress(contents) {
  const found = await contents.get(PROGRESS, { content: true }).catch(() => null);
  if (!found) return {};
  return JSON.parse(found.format === "base64" ? decoded(found.content) : found.content).exercises;
}

const isCount = (number) => Number.isInteger(number) && number >= 0;

function isRecord(entry) {
  const counts = [entry?.tries, ...Object.values(entry?.beliefs ?? {})];
  return typeof entry?.right === "boolean" && counts.every(isCount);
}

function merged(mine, theirs) {
  const both = { ...mine };
  for (const [number, entry] of Object.entries(theirs)) {
    const old = both[number] ?? { tries: 0, right: false, beliefs: {} };
    const beliefs = { ...old.beliefs };
    for (const [belief, count] of Object.entries(entry.beliefs ?? {})) beliefs[belief] = Math.max(count, beliefs[belief] ?? 0);
    const answer = old.answer ?? entry.answer;
    both[number] = { tries: Math.max(old.tries, entry.tries), right: old.right || entry.right, beliefs, ...(answer ? { answer } : {}) };
  }
  return both;
}

export async function progressText(contents) {
  return asText(await readProgress(contents));
}

// gives a sentence about what the progress is then
export async function addProgress(contents, text) {
  const { exercises } = JSON.parse(text);
  if (!Object.values(exercises).every(isRecord)) throw new Error("not progress");
  const all = merged(await readProgress(contents), exercises);
  await contents.save(".hesskit", { type: "directory" }).catch(() => null); // it may be there
  await contents.save(PROGRESS, { type: "file", format: "text", content: asText(all) });
  const right = Object.values(all).filter((entry) => entry.right).length;
  const exercisesIn = Object.keys(all).filter((number) => /^\d/.test(number)); // guesses are kept beside them
  return `Your progress now holds ${exercisesIn.length} exercises, ${right} of them right: run progress() to see it.`;
}
