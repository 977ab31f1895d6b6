// Hocuspocus: one Yjs document in memory; what one sets in it, all get. With an address of Redis,
// over its Redis extension. Prints its port.
import { Redis } from "@hocuspocus/extension-redis";
import { Server } from "@hocuspocus/server";

const [url] = process.argv.slice(2);
const extensions = [];
if (url) {
  const { hostname, port } = new URL(url);
  extensions.push(new Redis({ host: hostname, port: Number(port) }));
}
const server = new Server({ address: "127.0.0.1", port: 0, quiet: true, extensions });
await server.listen();
console.log(server.address.port);
