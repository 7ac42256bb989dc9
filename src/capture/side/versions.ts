import {lineByLine, type SideKind} from "./reader.ts";

/** `get system status` of FortiOS, or the head of its configuration. */
export const fortiosVersion: SideKind = {
  name: "device-version",
  begins: /^(?:Version: Forti\S{1,40} v\d+\.\d+\.\d+,build\d|#config-version=\w{2,20}-\d+\.\d+\.\d+-FW-build)/,
  open: tell =>
    lineByLine((text, line) => {
      const [, version] = /^(?:Version: \S+ v|#config-version=\w+-)(\d{1,3}\.\d{1,3}\.\d{1,3})\b/.exec(text) ?? [];
      if (version !== undefined) tell({kind: "version", platform: "fortios", line, version});
      return version !== undefined;
    }),
};

/** `show system info` of PAN-OS. */
export const panVersion: SideKind = {
  name: "device-version",
  begins: /^sw-version: \d+\.\d+\.\d+/,
  open: tell =>
    lineByLine((text, line) => {
      const [, version] = /^sw-version: (\d{1,3}\.\d{1,3}\.\d{1,3}(?:-[a-z]\d{1,3})?)/.exec(text) ?? [];
      if (version !== undefined) tell({kind: "version", platform: "pan-os", line, version});
      return version !== undefined;
    }),
};
