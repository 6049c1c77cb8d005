// PostGraphile on a free port, with a process for each core: it says where once all of them answer.
import cluster from "node:cluster";
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { grafserv } from "postgraphile/grafserv/node";
import preset from "./graphile.config.mjs";

const workers = Number(process.env.WORKERS);

if (cluster.isPrimary) {
  let listening = 0;
  cluster.on("listening", (_, address) => {
    listening += 1;
    if (listening === workers) console.log(`http://127.0.0.1:${address.port}/`);
  });
  cluster.on("exit", () => process.exit(1));
  for (let i = 0; i < workers; i++) cluster.fork();
} else {
  const server = createServer();
  const instance = postgraphile(preset);
  await instance.getSchema();
  await instance.createServ(grafserv).addTo(server);
  server.listen(0, "127.0.0.1");
}
