/** A form of report of a `Subject`. */
interface Form<Subject> {
  readonly name: string;
  readonly extension: string;
  render(subject: Subject): AsyncIterable<string | Uint8Array>;
}

/** A report whose code is loaded when it is asked for: the picture's takes long to load, and most runs draw none. */
export function onDemand<Subject>(name: string, extension: string, load: () => Promise<Form<Subject>>): Form<Subject> {
  return {
    name,
    extension,
    async *render(subject) {
      yield* (await load()).render(subject);
    },
  };
}
