import type { FastifyInstance } from 'fastify';
import type { Org } from '../org.ts';
import { ORGANIZATION_ID } from '../store/load.ts';
import type { Row } from '../store/store.ts';
import { activeUser, sameSecret } from './credentials.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

function element(xml: string, name: string): string | null {
  const text = new RegExp(`<(?:\\w+:)?${name}>([^<]*)</(?:\\w+:)?${name}>`).exec(xml)?.[1];
  return text === undefined ? null : text.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function envelope(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:fault.partner.soap.sforce.com"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

function fault(code: string, message: string): string {
  return envelope(
    `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${escapeXml(message)}</faultstring></soapenv:Fault>`,
  );
}

function loginResult(org: Org, user: Row, version: string): string {
  const serverUrl = `${org.baseUrl}/services/Soap/u/${version}/${ORGANIZATION_ID.slice(0, 15)}`;
  const userId = String(user.Id);
  return envelope(
    `<loginResponse><result><metadataServerUrl>${serverUrl}</metadataServerUrl><passwordExpired>false</passwordExpired><sandbox>true</sandbox><serverUrl>${serverUrl}</serverUrl><sessionId>${org.tokens.issueAccess(userId)}</sessionId><userId>${userId}</userId><userInfo><organizationId>${ORGANIZATION_ID}</organizationId><userFullName>${escapeXml(String(user.Name))}</userFullName><userId>${userId}</userId></userInfo></result></loginResponse>`,
  );
}

/** Login and logout of the SOAP API; nothing else of it exists here. */
export function registerSoap(app: FastifyInstance, org: Org): void {
  app.post<{ Params: { version: string }; Body: string }>('/services/Soap/u/:version', async (request, reply) => {
    reply.type('text/xml; charset=utf-8');
    const xml = typeof request.body === 'string' ? request.body : '';
    if (/<(?:\w+:)?login[\s>]/.test(xml)) {
      const user = activeUser(org.store, element(xml, 'username') ?? '');
      const isRight = user && sameSecret(element(xml, 'password') ?? '', org.credentials.password);
      if (isRight) return loginResult(org, user, request.params.version);
      return reply
        .code(500)
        .send(fault('INVALID_LOGIN', 'Invalid username, password, security token; or user locked out.'));
    }
    if (/<(?:\w+:)?logout[\s/>]/.test(xml)) {
      const isKnown = org.tokens.revoke(element(xml, 'sessionId') ?? '');
      return isKnown
        ? envelope('<logoutResponse/>')
        : reply.code(500).send(fault('INVALID_SESSION_ID', 'Session expired or invalid'));
    }
    return reply.code(500).send(fault('UNKNOWN_EXCEPTION', 'The sandbox knows only login and logout of this API'));
  });
}
