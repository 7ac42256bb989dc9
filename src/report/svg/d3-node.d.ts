/** What asymcap uses of d3-node, which comes without types. */
declare module "d3-node" {
  export class D3Node {
    /** A d3 selection of the document's body. */
    readonly d3Element: unknown;
    /** jsdom's window. */
    readonly window: {
      readonly XMLSerializer: new () => {serializeToString(node: unknown): string};
      close(): void;
    };
  }
}

/** The modules of d3 that the bundle takes come without types, too. */
declare module "d3-selection" {
  export const select: unknown;
}

declare module "d3-scale" {
  /** Returns a scale of UTC times. */
  export function scaleUtc(): {
    domain(ends: readonly [Date, Date]): {ticks(count: number): Date[]};
  };
}
