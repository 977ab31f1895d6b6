// Socket.IO as its documents begin: what one emits is emitted to all. With an address of Redis, over
// its Redis adapter. Prints its port.
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http);
const [url] = process.argv.slice(2);
if (url) {
  const publish = createClient({ url });
  const subscribe = publish.duplicate();
  await Promise.all([publish.connect(), subscribe.connect()]);
  io.adapter(createAdapter(publish, subscribe));
}
io.on("connection", (socket) => socket.on("post", (card) => io.emit("post", card)));
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
