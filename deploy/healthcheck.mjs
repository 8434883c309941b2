// Ends with 0 when the registry of this container is healthy, with 1 when it is not or does not answer.
const { ROLEKIT_REGISTRY_PORT: port = '4873' } = process.env;
const healthy = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4000) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exitCode = healthy ? 0 : 1;
