/** A form of report of a `Subject`. */
interface Form<Subject, Options> {
  readonly name: string;
  readonly extension: string;
  render(subject: Subject, options?: Options): AsyncIterable<string | Uint8Array>;
}

/** A report whose code is loaded when it is asked for: the picture's takes long to load, and most runs draw none. */
export function onDemand<Subject, Options = never>(
  name: string,
  extension: string,
  load: () => Promise<Form<Subject, Options>>,
): Form<Subject, Options> {
  return {
    name,
    extension,
    async *render(subject, options) {
      yield* (await load()).render(subject, options);
    },
  };
}
