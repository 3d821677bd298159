// push_sink.mjs CERTIFICATE KEY: answers 201 to everything by HTTPS, HTTP/2 or 1.1, and decrypts nothing. Prints {"port": N}.
// A session of Node's may hold 10 MB, streams that have ended and were not collected yet among it: beyond that it refuses
// streams, and after a hundred of them ends the session, some thousand pushes on.
import { readFileSync } from "node:fs";
import { createSecureServer } from "node:http2";

const [certificate, key] = process.argv.slice(2).map((file) => readFileSync(file));
const server = createSecureServer({ cert: certificate, key, allowHTTP1: true, maxSessionMemory: 1000 }, (request, response) => {
  request.resume();
  request.on("end", () => response.writeHead(201).end());
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
