import {createRequire} from "node:module";

/** The version of this program. package.json stands one folder up from the sources and from the built program alike. */
export const {version} = createRequire(import.meta.url)("../package.json") as {readonly version: string};
