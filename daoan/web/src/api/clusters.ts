/** Where crashes gather: in space and time, and along the roads. */
import { read, type Query } from "./client";
import type { CoarseCrash, Estimate, Page } from "./types";

export interface Cluster {
  cluster_id: string;
  rule_pack: string;
  rank: number;
  road_name: string | null;
  area: string | null;
  lon: number;
  lat: number;
  radius_m: number;
  length_m: number;
  segment_ids: string[];
  starts: string;
  ends: string; // first day after
  crash_ids: string[];
  crashes: number;
  ksi: number;
  expected_crashes: Estimate;
  relative_risk: Estimate;
  log_likelihood_ratio: number;
  p_value: number;
  p_by_tail: boolean;
  draws: number;
  recurrence_days: number;
  blackspot_ids: string[];
}

export interface ClusterDetail { cluster: Cluster; geometry: GeoJSON.Geometry; crashes: CoarseCrash[] }

export const listClusters = (q: Query, s?: AbortSignal): Promise<Page<Cluster>> => read("/clusters", q, s);
export const getCluster = (key: string, s?: AbortSignal): Promise<ClusterDetail> => read(`/clusters/${encodeURIComponent(key)}`, {}, s);
