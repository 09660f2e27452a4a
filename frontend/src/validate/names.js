/**
 * A name of its own for each file, as the server gives them: browsers send files of several folders without those.
 *
 * @template {{name: string}} T
 * @param {T[]} files
 * @returns {Map<string, T>}
 */
export function named(files) {
  const found = new Map();
  for (const file of files) {
    const dot = file.name.lastIndexOf(".");
    const [stem, ending] = dot > 0 ? [file.name.slice(0, dot), file.name.slice(dot)] : [file.name, ""];
    let name = file.name;
    for (let number = 2; found.has(name); number += 1) name = `${stem} (${number})${ending}`;
    found.set(name, file);
  }
  return found;
}

/** @param {string} name */
export const endingOf = (name) => (/\.([^.]+)$/.exec(name)?.[1] ?? "").toLowerCase();

/** Megabytes, in the reader's way. @param {number} bytes @param {string} lang */
export const megabytes = (bytes, lang) => (bytes / 1e6).toLocaleString(lang, { maximumFractionDigits: 1 });

/** A size: `12 kB`, `3,4 MB`. @param {number} bytes @param {string} lang */
export const size = (bytes, lang) => (bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${megabytes(bytes, lang)} MB`);
