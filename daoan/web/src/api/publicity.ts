/** Publicity 宣教: segments, campaigns, effects, exposures, riders; shapes of `daoan/api/publicity_shapes.py`. */
import { address, read, send } from "./client";
import type { Entry, Field, Values } from "./registers";
import type { Estimate, Share, Text } from "./types";
import { stamped, type Can, type MatterLine } from "./work";

export interface Reach { deliveries: number; untold: number; contacts: number; online: number; coverage_least: Share; coverage_most: Share; depth_least: Share; depth_most: Share; over: boolean }
export interface CampaignLine { campaign: MatterLine; reach: Reach | null; verdict: string; verdict_name: Text | null }
export interface Board {
  campaigns: CampaignLine[]; messages: MatterLine[]; exposures: MatterLine[]; states: Record<string, Text>; channels: Record<string, Text>; outcomes: Record<string, Text>; groups: Record<string, Text>;
  kinds: Record<string, Text>; places: Record<string, Text>; facts: Record<string, Text>; gateway: boolean; can_plan: boolean; can_write: boolean;
}
export interface Trait { name: string; label: Text; values: Record<string, Text> }
export interface Block { name: string; words: Text; people: number }
export interface Segments {
  register: string; registers: Record<string, Text>; month: string; fewest: number; traits: Trait[]; blocks: Block[]; total: number; people: number; at_most: number; exact: boolean; inside: string[]; cut: string[]; stamp: string;
}
export interface RiskBin { code: string; name: Text; people: Share; share: Estimate; others: Share; more: boolean }
export interface Facet { code: string; name: Text; bins: RiskBin[]; not_recorded: Share }
export interface GroupRisk { code: string; name: Text; note: Text; since: string; until: string; not_recorded: Share; people: Share | null; share: Estimate | null; a_year: Estimate | null; killed: Share | null; killed_share: Estimate | null; facets: Facet[] }
export interface RiskPage { groups: GroupRisk[]; simulated: boolean; stamp: string }
export interface Pair { pair_id: string; reached: string; beside: string; expected_reached: number; expected_beside: number }
export interface Power { hoped: number; power: number; half_width: number; smallest: number; asked: number; spill: number; if_spilled: number | null }
export interface Comparison { outcome: string; drawn: boolean; seed: string; windows: number; pairs: Pair[]; left_out: string[]; power: Power; words: Text[]; rule_pack: string }
export interface Effect { verdict: string; effect: Estimate | null; p_value: number; pairs: number; counted_reached: number; counted_beside: number; expected_reached: number; expected_beside: number; power: Power; words: Text[] }
export interface CampaignDetail {
  campaign: MatterLine; can: Can[]; can_write: boolean; fields: Field[]; deliveries: Entry[]; reach: Reach | null; comparison: Comparison | null; window_days: number | null; effect: Effect | null; waiting: Text | null;
  texts: Record<string, Text>; until: string;
}
export interface Item { kind: string; text: string; place: string; people: number | null; facts: string[] }
export interface Check { problems: { item: number; code: string; message: Text }[]; candidates: (number | null)[]; fewest: number }
export interface Reason { code: string; name: Text; asks: string; share: Share; believed: Estimate | null; yellow_from: number | null; red_from: number | null }
export interface Light { entry_id: string; company: string; unit_id: string; riders: number; light: string; reasons: Reason[]; not_recorded: string[] }
export interface Riders { month: string; months: string[]; scheme: string; schemes: Record<string, Text>; source: string; status: string; stamp: string; lights: Record<string, Text>; rows: Light[]; appeals: Record<string, MatterLine>; can_appeal: boolean }

export interface Question { code: string; groups: string[]; text: Text; answers: Text[]; right: number; source: string }
export interface Quiz { questions: Question[]; groups: Record<string, Text>; status: string; source: string; stamp: string }

type S = AbortSignal | undefined;
const id = encodeURIComponent;
const detail = async (found: Promise<CampaignDetail>): Promise<CampaignDetail> => { const d = await found; return { ...d, campaign: stamped(d.campaign) }; };
const act = (name: string, what: string, body: unknown): Promise<CampaignDetail> => detail(send("POST", `/publicity/campaigns/${id(name)}/${what}`, body));

export const publicity = {
  board: async (signal?: S): Promise<Board> => { const b = await read<Board>("/publicity", {}, signal); return { ...b, campaigns: b.campaigns.map((c) => ({ ...c, campaign: stamped(c.campaign) })) }; },
  segments: (register: string, wanted: Record<string, string[]>, signal?: S): Promise<Segments> => read("/publicity/segments", { register, ...wanted }, signal),
  risk: (signal?: S): Promise<RiskPage> => read("/publicity/risk", {}, signal),
  one: (name: string, signal?: S): Promise<CampaignDetail> => detail(read(`/publicity/campaigns/${id(name)}`, {}, signal)),
  segment: (name: string, body: { version: number; source: string; wanted: Record<string, string[]> }): Promise<CampaignDetail> => act(name, "segment", body),
  compare: (name: string, body: { version: number; outcome: string; window_days: number; hoped: number | null; pairs: number | null; places: string[] }): Promise<CampaignDetail> => act(name, "comparison", body),
  deliver: (name: string, body: { values: Values; entry_id: string; version: number }): Promise<CampaignDetail> => act(name, "deliveries", body),
  send: (name: string, entry_id: string): Promise<CampaignDetail> => act(name, "send", { entry_id }),
  judge: (name: string, version: number): Promise<CampaignDetail> => act(name, "judge", { version }),
  check: (items: Item[]): Promise<Check> => send("POST", "/publicity/exposures/check", { items }),
  draft: (lang: string): Promise<Item[]> => read("/publicity/exposures/draft", { lang }),
  quiz: (group: string, signal?: S): Promise<Quiz> => read("/publicity/quiz", { group }, signal),
  pack: (kind: string, entry: string, lang: string): string => address(`/publicity/packs/${kind}/${id(entry)}.pdf`, { lang }),
  paper: (name: string, kind: string, lang: string): string => address(`/publicity/exposures/${id(name)}/document.${kind}`, { lang }),
  riders: (month: string, scheme: string, signal?: S): Promise<Riders> => read("/publicity/riders", { month, scheme }, signal),
  appeal: (entry: string, scheme: string, reason: string): Promise<unknown> => send("POST", `/publicity/riders/${id(entry)}/appeal?scheme=${id(scheme)}`, { reason }),
};
