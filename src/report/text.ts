import {fullText} from "./full-text.ts";
import type {Report} from "./report.ts";
import {firstScreen} from "./screen/screen.ts";

/** The summary for a terminal or a ticket: what fits one screen, or all that is found. */
export const text: Report = {
  name: "text",
  extension: ".txt",
  async *render(analysis, options = {}) {
    yield options.full === true ? fullText(analysis, options) : firstScreen(analysis, options);
  },
};
