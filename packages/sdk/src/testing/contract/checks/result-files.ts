import type { ScriptedHost } from '../../host.ts';
import { quoted, shown } from '../answer.ts';
import { type Judgement, NO_EXAMPLE, NO_SANDBOX, toolCheck } from '../check.ts';

interface FileLink {
  uri: string;
  name: string;
  bytes: number;
}

export const resultFiles = toolCheck(
  { id: 'result-files', level: 'standard', title: 'serves the files that its results name' },
  async ({ name, examples }, bench): Promise<Judgement> => {
    if (!bench.connected) return NO_SANDBOX;
    if (examples.length === 0) return NO_EXAMPLE;
    const host = await (await bench.road()).open();
    try {
      let seen = 0;
      for (const args of examples) {
        const answer = await host.call(name, args);
        if (answer.isError) return `with ${shown(args)} it answered ${quoted(answer)}`;
        for (const file of (answer.structured.files ?? []) as FileLink[]) {
          seen++;
          const bytes = await sizeOf(host, file.uri);
          if (bytes !== file.bytes) return `${file.name} has ${bytes} bytes, and its link says ${file.bytes}`;
        }
      }
      return seen > 0 ? undefined : { missing: 'no example of it has a file' };
    } finally {
      await host.close();
    }
  },
  ({ tool }) => tool.files === true,
);

async function sizeOf(host: ScriptedHost, uri: string): Promise<number> {
  const { contents } = await host.client.readResource({ uri });
  const [content] = contents;
  return content && 'blob' in content ? Buffer.from(content.blob as string, 'base64').byteLength : -1;
}
