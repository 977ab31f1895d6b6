// node ws: what one sends, all get. Prints its port.
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
server.on("connection", (line) => {
  line.on("message", (data, binary) => {
    for (const other of server.clients) other.send(data, { binary });
  });
});
server.on("listening", () => console.log(server.address().port));
