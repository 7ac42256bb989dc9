/**
 * The server program, started in a server's namespace with its address, a TCP and UDP port and the
 * number of seconds after which it ends by itself.
 */
import {createSocket} from "node:dgram";
import type {Socket} from "node:net";
import {createServer} from "node:net";

import {responseTo} from "./connection.ts";

/** The server thinks this long; without it a response would leave within the microsecond. */
const THINK_MS = 3;

const [address = "", port = "", seconds = ""] = process.argv.slice(2);

function serve(socket: Socket): void {
  let pending = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let answer = responseTo(pending); answer !== null; answer = responseTo(pending)) {
      const {response, used} = answer;
      pending = pending.subarray(used);
      setTimeout(() => socket.writable && socket.write(response), THINK_MS);
    }
  });
}

const datagrams = createSocket(address.includes(":") ? "udp6" : "udp4");
datagrams.on("message", (message, from) => {
  const answer = responseTo(message);
  if (answer === null) return;
  setTimeout(() => datagrams.send(answer.response, from.port, from.address), THINK_MS);
});
datagrams.bind(Number(port), address);

const server = createServer(serve);
server.listen(Number(port), address, () => console.log("ready"));

setTimeout(() => process.exit(0), Number(seconds) * 1000);
