const name = "[A-Za-z_:][-A-Za-z0-9._:]*";
const value = `"[^"<]*"|'[^'<]*'`;
const opening = new RegExp(`^<(${name})((?:\\s+${name}\\s*=\\s*(?:${value}))*)\\s*(/?)>`);
const closing = new RegExp(`^</(${name})\\s*>`);
const attribute = new RegExp(`(${name})\\s*=\\s*(${value})`, "g");
const reference = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/;
/** What XML 1.0 has no place for (section 2.2). */
const forbidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * Says what keeps a text from being well-formed XML, or returns null. Of XML it knows what pictures need: elements,
 * attributes, references, comments and the declaration; there are no document types in them, and no CDATA.
 */
export function flawOfXml(text: string): string | null {
  const bad = forbidden.exec(text);
  if (bad !== null) return `character U+${bad[0].charCodeAt(0).toString(16)} at ${bad.index}`;
  const open: string[] = [];
  let hasRoot = false;
  let at = /^<\?xml [^?]*\?>/.exec(text)?.[0].length ?? 0;
  while (at < text.length) {
    const next = text.indexOf("<", at);
    const between = text.slice(at, next < 0 ? text.length : next);
    if (reference.test(between)) return `a bare & at ${at}`;
    if (between.includes("]]>")) return `]]> at ${at}`;
    if (open.length === 0 && between.trim() !== "") return `text outside the root at ${at}`;
    if (next < 0) break;
    if (text.startsWith("<!--", next)) {
      const end = text.indexOf("--", next + 4);
      if (end < 0 || text[end + 2] !== ">") return `a comment does not end at ${next}`;
      at = end + 3;
      continue;
    }
    // Far enough for any tag, and no copy of the rest.
    const tag = text.slice(next, next + 65_536);
    const begins = opening.exec(tag);
    const ends = begins === null ? closing.exec(tag) : null;
    if (begins !== null) {
      if (open.length === 0 && hasRoot) return `a second root at ${next}`;
      hasRoot = true;
      const flaw = flawOfAttributes(begins[2]!);
      if (flaw !== null) return `${flaw} at ${next}`;
      if (begins[3] === "") open.push(begins[1]!);
      at = next + begins[0].length;
    } else if (ends !== null) {
      if (open.pop() !== ends[1]) return `</${ends[1]}> closes what is not open at ${next}`;
      at = next + ends[0].length;
    } else return `no tag at ${next}: ${text.slice(next, next + 40)}`;
  }
  if (!hasRoot) return "no root";
  return open.length > 0 ? `<${open.at(-1)}> is not closed` : null;
}

function flawOfAttributes(text: string): string | null {
  const names = new Set<string>();
  for (const [, key, quoted] of text.matchAll(attribute)) {
    if (names.has(key!)) return `attribute ${key} twice`;
    names.add(key!);
    if (reference.test(quoted!)) return `a bare & in ${key}`;
  }
  return null;
}
