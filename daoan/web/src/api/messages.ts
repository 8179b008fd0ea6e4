/** Messages that leave the page, as JSON of `daoan/api/messages.py`; and how one wants to be told oneself. */
import { read, send } from "./client";
import type { Text } from "./types";

export interface ChannelLine { channel: string; name: Text; on: boolean; waiting: number; sent: number; dead: number; dropped: number; last_sent: string | null }
export interface ChannelBoard { channels: ChannelLine[]; replays: boolean; sending: { last: { at: string } | null; fault: string | null } }
export interface Message { message_id: string; channel: string; recipient: string; unit_id: string; matter_id: string; level: string; made_at: string; due_at: string | null; state: string; tries: number; fault: string }
export interface MessageLine { message: Message; to: string; unit_name: Text; channel_name: Text; kind_name: Text; why_name: Text }
export interface Contact { mail: string; wants_mail: boolean; language: "both" | "en" | "zh" }
export interface BrowserLine { browser_id: string; name: string; added_at: string; last_used_at: string | null }
export interface BrowserList { on: boolean; key: string; browsers: BrowserLine[] }
/** What a browser says about itself when it is to be told of something. */
export interface GivenBrowser { address: string; public_key: string; secret: string; name: string }

const id = encodeURIComponent;
export const messages = {
  board: (s?: AbortSignal) => read<ChannelBoard>("/messages", {}, s),
  dead: (after: string | null, s?: AbortSignal) => read<{ rows: MessageLine[]; next: string | null }>("/messages/dead", { after, limit: 50 }, s),
  retry: (key: string) => send<MessageLine>("POST", `/messages/${id(key)}/retry`),
  drop: (key: string) => send<MessageLine>("POST", `/messages/${id(key)}/drop`),
  contact: (s?: AbortSignal) => read<Contact>("/session/contact", {}, s),
  keepContact: (contact: Contact) => send<Contact>("PUT", "/session/contact", contact),
  browsers: (s?: AbortSignal) => read<BrowserList>("/session/browsers", {}, s),
  addBrowser: (given: GivenBrowser) => send<BrowserLine>("POST", "/session/browsers", given),
  removeBrowser: (key: string) => send<null>("DELETE", `/session/browsers/${id(key)}`),
};
