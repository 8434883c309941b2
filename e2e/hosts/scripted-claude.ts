// A model for Claude Code on loopback: Messages as a stream of events, with the turns that a test gives.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call, or an answer. */
export type Turn = { tool: string; input: object } | string;

type Request = { model?: string; stream?: boolean; tools?: unknown[]; messages?: { content: unknown }[] };

/** Answers the turn that a conversation has come to; one without the plugin's tools gets the last. */
export async function startScriptedClaude(turns: readonly Turn[]): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (!request.url?.startsWith('/v1/messages?') && request.url !== '/v1/messages') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"input_tokens":10}');
      return;
    }
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Request;
    const results = (body.messages ?? []).flatMap(({ content }) =>
      Array.isArray(content) ? content.filter((part: { type?: string }) => part.type === 'tool_result') : [],
    );
    const turn = (body.tools?.length ? turns[results.length] : undefined) ?? turns.at(-1) ?? '';
    answer(response, body, turn, results.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(response: ServerResponse, { model, stream }: Request, turn: Turn, number: number): void {
  const call = typeof turn === 'string' ? undefined : turn;
  const block = call
    ? { type: 'tool_use', id: `toolu_${number}`, name: call.tool, input: call.input }
    : { type: 'text', text: turn };
  const end = { stop_reason: call ? 'tool_use' : 'end_turn', stop_sequence: null };
  const usage = { input_tokens: 10, output_tokens: 5 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, usage };
  if (!stream) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...message, ...end, content: [block] }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (type: string, data: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  send('message_start', { message: { ...message, content: [], stop_reason: null, stop_sequence: null } });
  send('content_block_start', {
    index: 0,
    content_block: call ? { ...block, input: {} } : { type: 'text', text: '' },
  });
  send('content_block_delta', {
    index: 0,
    delta: call
      ? { type: 'input_json_delta', partial_json: JSON.stringify(call.input) }
      : { type: 'text_delta', text: turn },
  });
  send('content_block_stop', { index: 0 });
  send('message_delta', { delta: end, usage });
  send('message_stop', {});
  response.end();
}
