/** Bare Fastify that answers with the bytes of a file: what no registry on it can be quicker than. `floor.ts <file>` */
import { readFileSync } from 'node:fs';
import Fastify from 'fastify';

const bytes = readFileSync(process.argv[2] ?? '');
const app = Fastify();
app.get('/v1/plugins/:namespace/:name', async (_request, reply) =>
  reply.type('application/json; charset=utf-8').header('etag', '"floor"').send(bytes),
);
const url = await app.listen({ port: 0, host: '127.0.0.1' });
console.log(JSON.stringify({ url, token: '', reader: '', startMs: 0 }));
process.stdin.once('data', () => process.exit());
