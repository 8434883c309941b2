declare module 'autocannon' {
  interface Result {
    non2xx: number;
    errors: number;
    requests: { average: number; total: number };
    latency: { p99: number };
  }
  export default function autocannon(options: {
    url: string;
    connections: number;
    duration: number;
    method: string;
    headers: Record<string, string>;
    body: string;
  }): Promise<Result>;
}
