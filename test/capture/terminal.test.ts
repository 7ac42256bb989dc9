import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {shown} from "../../src/capture/terminal.ts";

const esc = "\u001b";

describe("a line of a terminal's transcript shows", () => {
  it.each([
    ["what stands there", "FGT # get", "FGT # get"],
    ["no blanks at its end", "FGT # \r", "FGT #"],
    ["tabs, which part the columns of bytes", "0x0000\t 4500", "0x0000\t 4500"],
    ["no line feed within it", "port2\n!", "port2!"],
    ["no colours", `${esc}[1;31mdrop${esc}[0m`, "drop"],
    ["no title", `${esc}]0;fw-a\u0007FGT #`, "FGT #"],
    ["no title, ended otherwise", `${esc}]2;fw-a${esc}\\FGT #`, "FGT #"],
    ["no character sets", `${esc}(Bdrop${esc})0`, "drop"],
    ["no bracketed paste", `${esc}[?2004hdiagnose`, "diagnose"],
    ["what was typed instead", "sniffre\b\ber", "sniffer"],
    ["what was typed instead, wiped out before", "sniffre\b \b\b \ber", "sniffer"],
    ["what was written over it", "--More--\r        \rport2 in", "port2 in"],
    ["what was written over a part", "abcdef\rAB", "ABcdef"],
    ["what is left of an erased line", `--More-- ${esc}[2K\rport2 in`, "port2 in"],
    ["what is left when the rest is erased", `abcdef\r${esc}[2C${esc}[K!`, "ab!"],
    ["what is left when the beginning is erased", `abc${esc}[1Kdef`, "   def"],
    ["characters deleted before the cursor", `abcdef${esc}[4D${esc}[2P`, "abef"],
    ["what stands in another column", `a${esc}[5Gb`, "a   b"],
    ["no pager", "--More-- port2 in", "port2 in"],
    ["no pager of an ASA", "<--- More --->   1: 10:15", "1: 10:15"],
    ["no bytes of UTF-16", "p\u0000o\u0000r\u0000t\u0000", "port"],
    ["no bell, no delete", "po\u0007rt\u007f2", "port2"],
    ["nothing of an escape sequence that is cut off", `port2${esc}[3`, "port2"],
  ])("%s", (_, line, text) => {
    expect(shown(line)).toBe(text);
  });

  it("no control characters, and no more columns than are reasonable, whatever it holds", () => {
    const piece = fc.oneof(
      fc.string({maxLength: 20, unit: "binary"}),
      fc.constantFrom(
        "\b",
        "\r",
        "\t",
        `${esc}[K`,
        `${esc}[999999999C`,
        `${esc}[99G`,
        `${esc}[5P`,
        `${esc}]0;`,
        `${esc}[`,
        esc,
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, {maxLength: 40}), pieces => {
        const text = shown(pieces.join(""));
        expect(text).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f]/);
        expect(text.length).toBeLessThan(6000);
      }),
    );
  });
});
