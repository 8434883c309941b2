import { always, type Fault } from '../../faults/index.ts';
import { formsOf } from '../../secret-forms.ts';
import { atOnce } from '../at-once.ts';
import { connectorCheck, NO_SANDBOX } from '../check.ts';
import type { Bench } from '../test-bench.ts';

export const secrets = connectorCheck(
  {
    id: 'secrets',
    level: 'standard',
    title: 'says no secret: in no result, error, message, file, header or log, whatever a vendor repeats',
  },
  async (bench) => {
    if (!bench.sandbox) return NO_SANDBOX;
    await provoke(bench);
    const texts = [...bench.said, ...(await bench.written())];
    for (const secret of bench.secrets()) {
      for (const form of formsOf(secret)) {
        const leak = texts.find(({ text }) => text.includes(form));
        // the problem itself must not repeat it
        if (leak)
          return `${leak.of} said a secret: …${leak.text.split(form)[0]?.slice(-60).replace(/\s+/g, ' ')}[secret]`;
      }
    }
    return undefined;
  },
);

/** Lets the vendor repeat what it was sent, in errors of several kinds. */
async function provoke(bench: Bench): Promise<void> {
  // tokens come back through the echo: those of another road are no secret of this one
  const planted = bench.secretSettings().join(' ');
  const faults: Fault[] = [
    { kind: 'echo' },
    { kind: 'status', status: 400, body: [{ errorCode: 'ECHO', message: planted, error: planted, code: 'ECHO' }] },
    { kind: 'status', status: 400, body: { error: planted, message: planted, code: 'ECHO', detail: planted } },
    { kind: 'status', status: 500, body: { error: planted, message: planted } },
  ];
  await Promise.all(
    bench.tools.flatMap(({ name, examples: [args] }) =>
      args === undefined
        ? []
        : faults.map((fault) =>
            atOnce(async () => {
              const road = await bench.newRoad();
              road.faults.schedule(always(fault));
              const host = await road.open({ approve: 'decline' });
              await host.call(name, args).catch((error: unknown) => bench.hear(name, String(error)));
              await host.close();
              await road.close();
            }),
          ),
    ),
  );
}
