/** What a demo says while it builds: many plugins at once, on a machine that may be slow. */
export interface BuildSteps {
  step(text: string): void;
  /** Said only when nothing else was said for a while, and while the plugin is not built. */
  wait(plugin: string, text: string): void;
  built(plugin: string): void;
  end(): void;
}

const SILENCE_MS = 10_000;

/** @param silenceMs how long nothing is said before a wait is */
export function buildSteps(say: (text: string) => void, silenceMs = SILENCE_MS): BuildSteps {
  const waits = new Map<string, string>();
  const speak = () => {
    const [next] = waits;
    if (next === undefined) return;
    const [plugin, text] = next;
    waits.delete(plugin);
    say(text);
  };
  // a timer of each silence, not of each wait: ten that are slow at once make one line
  const timer = setInterval(speak, silenceMs).unref();
  return {
    step(text) {
      timer.refresh();
      say(text);
    },
    wait: (plugin, text) => void waits.set(plugin, text),
    built: (plugin) => void waits.delete(plugin),
    end: () => clearInterval(timer),
  };
}
