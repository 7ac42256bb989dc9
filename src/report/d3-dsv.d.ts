/** What asymcap uses of d3-dsv, which comes without types. */
declare module "d3-dsv" {
  /** Returns rows joined by line feeds, without one at the end; cells are quoted where they must be. */
  export function csvFormatRows(rows: readonly (readonly string[])[]): string;
}
