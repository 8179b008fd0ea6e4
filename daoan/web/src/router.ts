/** Addresses of the console; each page is fetched when it is first opened. */
import { nextTick } from "vue";
import { createRouter, createWebHistory } from "vue-router";
import { whenIdle } from "./behind";
import { loadRoadMap } from "./components/lazyMap";
import type { Key } from "./i18n";
import { may, offline } from "./session";

declare module "vue-router" {
  interface RouteMeta { title: Key; full?: boolean; offline?: boolean }
}

const loadMapPage = () => {
  const page = import("./pages/MapPage.vue");
  void page.then(loadRoadMap).catch(() => undefined); // behind the page, not after it is mounted; the map itself asks again
  return page;
};

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: "/", component: loadMapPage, meta: { title: "map.title", full: true } },
    { path: "/segments", component: () => import("./pages/SegmentsPage.vue"), meta: { title: "segment.segments" } },
    { path: "/segments/:id", component: () => import("./pages/SegmentPage.vue"), props: true, meta: { title: "segment.title" } },
    { path: "/blackspots", component: () => import("./pages/BlackSpotsPage.vue"), meta: { title: "nav.blackspots" } },
    { path: "/blackspots/:id", component: () => import("./pages/BlackSpotPage.vue"), props: true, meta: { title: "spot.title" } },
    { path: "/clusters/:id?", component: () => import("./pages/ClustersPage.vue"), props: true, meta: { title: "nav.clusters" } },
    { path: "/alerts/:id?", component: () => import("./pages/AlertsPage.vue"), props: true, meta: { title: "nav.alerts" } },
    { path: "/work", component: () => import("./pages/WorkPage.vue"), meta: { title: "work.title" } },
    { path: "/work/board", component: () => import("./pages/WorkBoardPage.vue"), meta: { title: "work.boardTitle" } },
    { path: "/work/due", component: () => import("./pages/WorkDuePage.vue"), meta: { title: "supervise.title" } },
    { path: "/work/new", component: () => import("./pages/WorkOrderPage.vue"), meta: { title: "work.newOrder" } },
    { path: "/work/report", component: () => import("./pages/WorkReportPage.vue"), meta: { title: "work.report" } },
    { path: "/work/inbox", component: () => import("./pages/InboxPage.vue"), meta: { title: "inbox.title" } },
    { path: "/work/:id", component: () => import("./pages/MatterPage.vue"), props: true, meta: { title: "work.matter" } },
    { path: "/shifts", component: () => import("./pages/ShiftsPage.vue"), meta: { title: "nav.shifts" } },
    { path: "/deployments", component: () => import("./pages/DeploymentsPage.vue"), meta: { title: "nav.deployments" } },
    { path: "/dispatch", component: () => import("./pages/DispatchPage.vue"), meta: { title: "send.title" } },
    { path: "/deployments/:id/live", component: () => import("./pages/DeploymentLivePage.vue"), props: true, meta: { title: "deploy.live" } },
    { path: "/deployments/:id", component: () => import("./pages/DeploymentPage.vue"), props: true, meta: { title: "nav.deployments" } },
    { path: "/patrols", component: () => import("./pages/PatrolsPage.vue"), meta: { title: "nav.patrols" } },
    { path: "/messages", component: () => import("./pages/MessagesPage.vue"), meta: { title: "nav.messages" } },
    { path: "/plans/by-level", component: () => import("./pages/InterventionsPage.vue"), meta: { title: "lvl.title" } },
    { path: "/plans/lights-and-bumps", component: () => import("./pages/ImprovementsPage.vue"), meta: { title: "imp.title" } },
    { path: "/plans/activations/:id", component: () => import("./pages/ActivationPage.vue"), props: true, meta: { title: "act.title" } },
    { path: "/plans/:id?", component: () => import("./pages/PlansPage.vue"), props: true, meta: { title: "plan.title" } },
    { path: "/operations", component: () => import("./pages/OperationsPage.vue"), meta: { title: "op.title" } },
    { path: "/operations/:id", component: () => import("./pages/OperationPage.vue"), props: true, meta: { title: "op.title" } },
    { path: "/measure-packs", component: () => import("./pages/MeasurePacksPage.vue"), meta: { title: "pack.title" } },
    { path: "/measure-packs/:id", component: () => import("./pages/MeasurePackPage.vue"), props: true, meta: { title: "pack.title" } },
    { path: "/disorder", component: () => import("./pages/DisorderPage.vue"), meta: { title: "dis.title" } },
    { path: "/precursors", component: () => import("./pages/PrecursorsPage.vue"), meta: { title: "pre.title" } },
    { path: "/signals", component: () => import("./pages/SignalsPage.vue"), meta: { title: "sig.title" } },
    { path: "/signals/:id", component: () => import("./pages/SignalPage.vue"), props: true, meta: { title: "sig.title" } },
    { path: "/efficiency", component: () => import("./pages/EfficiencyPage.vue"), meta: { title: "eff.title" } },
    { path: "/registers", component: () => import("./pages/RegistersPage.vue"), meta: { title: "nav.registers" } },
    { path: "/registers/:kind", component: () => import("./pages/RegisterPage.vue"), props: true, meta: { title: "nav.registers" } },
    { path: "/documents", component: () => import("./pages/DocumentsPage.vue"), meta: { title: "doc.title" } },
    { path: "/programme", component: () => import("./pages/ProgrammePage.vue"), meta: { title: "prog.title" } },
    { path: "/responsibility", component: () => import("./pages/ResponsibilityPage.vue"), meta: { title: "resp.title" } },
    { path: "/devices/:id?", component: () => import("./pages/DevicesPage.vue"), props: true, meta: { title: "dev.title" } },
    { path: "/meetings", component: () => import("./pages/MeetingsPage.vue"), meta: { title: "meet.title" } },
    { path: "/gatherings", component: () => import("./pages/GatheringsPage.vue"), meta: { title: "gather.title" } },
    { path: "/opinion", component: () => import("./pages/OpinionPage.vue"), meta: { title: "opinion.title" } },
    { path: "/companies", component: () => import("./pages/CompaniesPage.vue"), meta: { title: "firm.title" } },
    { path: "/companies/rates", component: () => import("./pages/CompanyRatesPage.vue"), meta: { title: "firm.title" } },
    { path: "/companies/overdue", component: () => import("./pages/CompanyOverduePage.vue"), meta: { title: "firm.title" } },
    { path: "/companies/files", component: () => import("./pages/CompanyFilesPage.vue"), meta: { title: "firm.title" } },
    { path: "/companies/months", component: () => import("./pages/CompanyMonthsPage.vue"), meta: { title: "firm.tabMonths" } },
    { path: "/companies/months/:month/:company", component: () => import("./pages/CompanyRatingPage.vue"), props: true, meta: { title: "firm.tabMonths" } },
    { path: "/companies/items/:kind/:id", component: () => import("./pages/CompanyItemPage.vue"), props: true, meta: { title: "firm.item" } },
    { path: "/companies/alarms", component: () => import("./pages/FleetAlarmsPage.vue"), meta: { title: "fleet.alarms" } },
    { path: "/companies/alarms/:id", component: () => import("./pages/FleetAlarmPage.vue"), props: true, meta: { title: "fleet.alarms" } },
    { path: "/companies/positions", component: () => import("./pages/FleetRatesPage.vue"), meta: { title: "fleet.rates" } },
    { path: "/my-company", component: () => import("./pages/MyCompanyPage.vue"), meta: { title: "own.title" } },
    { path: "/my-company/ratings/:month", component: () => import("./pages/OwnRatingPage.vue"), props: true, meta: { title: "own.ratings" } },
    { path: "/my-company/items/:kind/:id", component: () => import("./pages/CompanyItemPage.vue"), props: (r) => ({ ...r.params, own: true }), meta: { title: "firm.item" } },
    { path: "/companies/:id", component: () => import("./pages/CompanyPage.vue"), props: true, meta: { title: "firm.title" } },
    { path: "/rural", component: () => import("./pages/RuralPage.vue"), meta: { title: "rural.title" } },
    { path: "/rural/coverage", component: () => import("./pages/RuralCoveragePage.vue"), meta: { title: "rural.title" } },
    { path: "/rural/examination", component: () => import("./pages/RuralExaminationPage.vue"), meta: { title: "rural.title" } },
    { path: "/rural/province", component: () => import("./pages/RuralProvincePage.vue"), meta: { title: "rural.title" } },
    { path: "/rural/ledgers", component: () => import("./pages/RuralLedgersPage.vue"), meta: { title: "rural.title" } },
    { path: "/rural/reports", component: () => import("./pages/RuralReportsPage.vue"), meta: { title: "vil.title" } },
    { path: "/rural/report-codes", component: () => import("./pages/RuralCodesPage.vue"), meta: { title: "vil.codes" } },
    { path: "/rural/loudspeaker", component: () => import("./pages/RuralLoudspeakerPage.vue"), meta: { title: "rural.title" } },
    { path: "/publicity", component: () => import("./pages/PublicityPage.vue"), meta: { title: "pub.title" } },
    { path: "/publicity/segments", component: () => import("./pages/PublicitySegmentsPage.vue"), meta: { title: "pub.segTitle" } },
    { path: "/publicity/risk", component: () => import("./pages/PublicityRiskPage.vue"), meta: { title: "pub.riskTitle" } },
    { path: "/publicity/library", component: () => import("./pages/PublicityLibraryPage.vue"), meta: { title: "pub.libTitle" } },
    { path: "/publicity/riders", component: () => import("./pages/PublicityRidersPage.vue"), meta: { title: "pub.riderTitle" } },
    { path: "/publicity/quiz", component: () => import("./pages/PublicityQuizPage.vue"), meta: { title: "pub.quiz", offline: true } },
    { path: "/publicity/places", component: () => import("./pages/PublicityPlacesPage.vue"), meta: { title: "pub.placesTitle", offline: true } },
    { path: "/publicity/campaigns/:id", component: () => import("./pages/PublicityCampaignPage.vue"), props: true, meta: { title: "pub.title" } },
    { path: "/advice", component: () => import("./pages/AdvicePage.vue"), meta: { title: "adv.title", offline: true } },
    { path: "/advice/ledger", component: () => import("./pages/AdviceLedgerPage.vue"), meta: { title: "adv.title" } },
    { path: "/advice/ledger/:id", component: () => import("./pages/AdviceRecordPage.vue"), props: true, meta: { title: "adv.title" } },
    { path: "/advice/figures", component: () => import("./pages/AdviceFiguresPage.vue"), meta: { title: "adv.title" } },
    { path: "/advice/duty", component: () => import("./pages/AdviceDutyPage.vue"), meta: { title: "adv.title" } },
    { path: "/counties/:id?", component: () => import("./pages/CountiesPage.vue"), props: true, meta: { title: "nav.counties" } },
    { path: "/indicators", component: () => import("./pages/IndicatorsPage.vue"), meta: { title: "nav.indicators" } },
    { path: "/recent", component: () => import("./pages/RecentPage.vue"), meta: { title: "nav.recent" } },
    { path: "/duty", component: () => import("./pages/DutyPage.vue"), meta: { title: "nav.duty" } },
    { path: "/outlook", component: () => import("./pages/OutlookPage.vue"), meta: { title: "nav.outlook" } },
    { path: "/scorecard", component: () => import("./pages/ScorecardPage.vue"), meta: { title: "nav.scorecard" } },
    { path: "/ledger", component: () => import("./pages/LedgerPage.vue"), meta: { title: "nav.ledger" } },
    { path: "/studies", component: () => import("./pages/StudiesPage.vue"), meta: { title: "nav.studies" } },
    { path: "/quality", component: () => import("./pages/QualityPage.vue"), meta: { title: "nav.quality" } },
    { path: "/people", component: () => import("./pages/PeoplePage.vue"), meta: { title: "nav.people" } },
    { path: "/lookups", component: () => import("./pages/LookUpPage.vue"), meta: { title: "lookup.title" } },
    { path: "/watches", component: () => import("./pages/WatchesPage.vue"), meta: { title: "watch.title" } },
    { path: "/audit/review", component: () => import("./pages/ReviewPage.vue"), meta: { title: "review.title" } },
    { path: "/paper", component: () => import("./pages/PaperPage.vue"), meta: { title: "paper.title" } },
    { path: "/setup", component: () => import("./pages/SetupPage.vue"), meta: { title: "setup.title" } },
    { path: "/keeping", component: () => import("./pages/KeepingPage.vue"), meta: { title: "keep.title" } },
    { path: "/help", component: () => import("./pages/HelpPage.vue"), meta: { title: "nav.help" } },
    { path: "/account", component: () => import("./pages/AccountPage.vue"), meta: { title: "session.account" } },
    { path: "/:rest(.*)*", component: () => import("./pages/NotFoundPage.vue"), meta: { title: "page.notFound" } },
  ],
});

// Whoever may not see the map begins with their own work.
// Without a network the map has nothing to show, and the page of wardens has.
router.beforeEach((to) => {
  if (offline.value && to.path === "/" && may("see_work")) return "/advice";
  if (to.path !== "/" || may("see_risk") || !may("see_work")) return true;
  return may("own_company") ? "/my-company" : "/work";
});

// A reader of the screen hears the new page from its top; a reader of lists in one page is left where they are.
router.afterEach(async (to, from) => {
  if (from.matched.length === 0 || to.matched[0]?.path === from.matched[0]?.path) return;
  await nextTick();
  const main = document.getElementById("main");
  main?.scrollTo(0, 0);
  main?.focus({ preventScroll: true });
});

const IDLE_MS = 5000;

/** Fetch the pages that somebody may go to next while nothing else is to be done, and what draws charts, so that going there waits for data alone. */
export function fetchPagesWhenIdle(paths: string[]): void {
  if ((navigator as { connection?: { saveData?: boolean } }).connection?.saveData || matchMedia("(pointer: coarse)").matches) return;
  const pages = paths.map((path) => router.resolve(path).matched[0]?.components?.default).filter((page) => typeof page === "function");
  const waiting: unknown[] = [...pages, () => import("./charts/echarts")];
  const next = (): void => {
    const page = waiting.shift() as (() => Promise<unknown>) | undefined;
    if (page) void page().catch(() => undefined).then(() => whenIdle(IDLE_MS)).then(next);
  };
  window.setTimeout(() => void whenIdle(IDLE_MS).then(next), 1500); // the page that was asked for comes first
}
