/**
 * The document that d3-node draws in: what it and d3-selection ask of jsdom's, and no more, so that nobody has to install and load jsdom and
 * its hundred packages. The bundle takes this file for the package (.rolldown.config.js); pictures are the same to the byte
 * (test/report/light-document.test.ts). Any other call is a TypeError.
 */

const xhtml = "http://www.w3.org/1999/xhtml";

class Text {
  parentNode: Element | null = null;
  readonly data: string;

  constructor(data: string) {
    this.data = data;
  }
}

class Element {
  parentNode: Element | null = null;
  readonly childNodes: (Element | Text)[] = [];
  readonly attributes = new Map<string, string>();
  readonly ownerDocument: Document;
  readonly namespaceURI: string;
  readonly localName: string;

  constructor(ownerDocument: Document, namespaceURI: string, localName: string) {
    this.ownerDocument = ownerDocument;
    this.namespaceURI = namespaceURI;
    this.localName = localName;
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, String(value));
  }

  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }

  appendChild<Child extends Element | Text>(child: Child): Child {
    return this.insertBefore(child, null);
  }

  insertBefore<Child extends Element | Text>(child: Child, next: Element | Text | null): Child {
    child.parentNode?.removeChild(child);
    this.childNodes.splice(next === null ? this.childNodes.length : this.childNodes.indexOf(next), 0, child);
    child.parentNode = this;
    return child;
  }

  removeChild<Child extends Element | Text>(child: Child): Child {
    this.childNodes.splice(this.childNodes.indexOf(child), 1);
    child.parentNode = null;
    return child;
  }

  /** Returns 4 where `other` stands after this one, else 2: of children of one element, as d3-selection asks it only. */
  compareDocumentPosition(other: Element): number {
    const siblings = this.parentNode!.childNodes;
    return siblings.indexOf(other) > siblings.indexOf(this) ? 4 : 2;
  }

  set textContent(text: string) {
    for (const child of this.childNodes) child.parentNode = null;
    this.childNodes.length = 0;
    if (text !== "") this.appendChild(new Text(text));
  }
}

class Document {
  readonly documentElement = new Element(this, xhtml, "html");
  readonly body = this.documentElement.appendChild(new Element(this, xhtml, "body"));
  readonly defaultView = {XMLSerializer, close() {}};

  createElement(name: string): Element {
    return new Element(this, xhtml, name);
  }

  createElementNS(namespace: string, name: string): Element {
    return new Element(this, namespace, name);
  }
}

export class JSDOM {
  readonly window = {document: new Document()};
}

/** Writes as https://w3c.github.io/DOM-Parsing/#xml-serialization says: a namespace where it changes, empty elements as `<name/>`. */
class XMLSerializer {
  serializeToString(root: Element): string {
    const out: string[] = [];
    write(root, null, out);
    return out.join("");
  }
}

function write(node: Element | Text, outer: string | null, out: string[]): void {
  if (node instanceof Text) {
    out.push(node.data.replace(/[&<>]/g, character => references[character]!));
    return;
  }
  const {namespaceURI, localName, attributes, childNodes} = node;
  out.push("<", localName);
  if (namespaceURI !== outer) out.push(` xmlns="${attribute(namespaceURI)}"`);
  for (const [name, value] of attributes) out.push(` ${name}="${attribute(value)}"`);
  if (childNodes.length === 0) {
    out.push("/>");
    return;
  }
  out.push(">");
  for (const child of childNodes) write(child, namespaceURI, out);
  out.push("</", localName, ">");
}

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};

const attribute = (value: string) => value.replace(/[&<>"\t\n\r]/g, character => references[character]!);
