import { ORGANIZATION_ID } from '../store/load.ts';
import type { Row } from '../store/store.ts';

/** The address that names a user, which token responses carry as `id`. */
export function identityUrl(baseUrl: string, userId: string): string {
  return `${baseUrl}/id/${ORGANIZATION_ID}/${userId}`;
}

function serviceUrls(baseUrl: string) {
  const rest = `${baseUrl}/services/data/v{version}/`;
  return {
    enterprise: `${baseUrl}/services/Soap/c/{version}/${ORGANIZATION_ID.slice(0, 15)}`,
    partner: `${baseUrl}/services/Soap/u/{version}/${ORGANIZATION_ID.slice(0, 15)}`,
    rest,
    sobjects: `${rest}sobjects/`,
    search: `${rest}search/`,
    query: `${rest}query/`,
    recent: `${rest}recent/`,
    custom_domain: baseUrl,
  };
}

/** What the identity URL answers. */
export function identity(baseUrl: string, user: Row) {
  const id = String(user.Id);
  return {
    id: identityUrl(baseUrl, id),
    asserted_user: true,
    user_id: id,
    organization_id: ORGANIZATION_ID,
    username: user.Username,
    nick_name: user.Alias,
    display_name: user.Name,
    email: user.Email,
    email_verified: true,
    first_name: user.FirstName,
    last_name: user.LastName,
    timezone: user.TimeZoneSidKey,
    active: user.IsActive,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    utcOffset: 0,
    last_modified_date: user.LastModifiedDate,
    urls: serviceUrls(baseUrl),
  };
}

/** What the OpenID Connect userinfo endpoint answers. */
export function userInfo(baseUrl: string, user: Row) {
  const id = String(user.Id);
  return {
    sub: identityUrl(baseUrl, id),
    user_id: id,
    organization_id: ORGANIZATION_ID,
    preferred_username: user.Username,
    nickname: user.Alias,
    name: user.Name,
    email: user.Email,
    email_verified: true,
    given_name: user.FirstName,
    family_name: user.LastName,
    zoneinfo: user.TimeZoneSidKey,
    active: user.IsActive,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    utcOffset: 0,
    updated_at: String(user.LastModifiedDate),
    urls: serviceUrls(baseUrl),
  };
}
